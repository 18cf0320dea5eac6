"""The words by which tables call the columns of the contract and what stands in them, in six languages.

English, German, French, Spanish, Russian and Turkish. All words are folded as `geo.names.fold` does it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.names import fold

__all__ = [
    "BLANKS", "DOMAIN_WORDS", "HEADINGS", "KIND_WORDS", "MONTHS", "MUTUAL", "NO", "ONE_WAY", "OPEN_END", "STATUS_WORDS",
    "YES", "heading_rank", "is_known_word", "spelled_headings",
]  # fmt: skip

# Places in a pair that say who comes first: country1 and country2, side_a and side_b, state_i and state_j.
FIRST, SECOND = ("1", "a", "i", "o", "one", "01"), ("2", "b", "j", "d", "two", "02")
SIDES = (
    "country nation state actor side party player partner member land staat akteur partei pays etat acteur partie pais "
    "estado actor parte страна государство актор сторона ülke devlet aktör taraf entity mem ccode stateabb statenme "
    "node cc iso iso3 iso2 name group Länder"
)

HEADINGS_TEXT: Mapping[str, str] = {
    "source": """source, from, sender, origin, initiator, reporter, exporter, donor, aggressor, attacker, subject,
        actor,
        src, from country, source country, sending country, who, home, ego, tail, perpetrator, agent,
        sanctioning, imposing, supplier, lender, creditor, giver, provider, benefactor, backer, supporter,
        reporting country,
        Quelle, Von, Sender, Absender, Herkunft, Ursprung, Urheber, Ausgangsland, Quellland, Herkunftsland, Wer,
        Geber, Geldgeber, Kreditgeber, Spender, Lieferant, Unterstützer, Gläubiger,
        de, source, origine, émetteur, expéditeur, pays source, pays d'origine, depuis, auteur, qui, donateur,
        donatrice, donneur, bailleur, fournisseur, créancier,
        origen, fuente, emisor, remitente, desde, país de origen, país emisor, quien, donante,
        donador, proveedor, acreedor,
        источник, от, откуда, из, отправитель, инициатор, кто, страна-источник, донор, страна-донор, поставщик,
        кредитор,
        kaynak, kimden, nereden, gönderen, gönderici, köken, kaynak ülke, çıkış, donör, bağışçı, veren, sağlayıcı,
        tedarikçi, alacaklı""",
    "target": """target, to, receiver, recipient, destination, dest, partner, importer, counterpart, victim, object,
        opponent, tgt, to country, target country, receiving country, whom, towards, toward, against, alter, head,
        patient, addressee, partner country, defender, sanctioned, targeted,
        borrower, debtor, beneficiary, grantee, taker,
        Ziel, Nach, An, Empfänger, Zielland, Adressat, Partner, Partnerland, Gegenüber, Bestimmung, Wem, Wen,
        Gegner, zu, Nehmer, Kreditnehmer, Begünstigter, Begünstigte, Abnehmer, Schuldner,
        cible, vers, destinataire, récepteur, pays cible, pays de destination, partenaire, envers, contre,
        bénéficiaire, receveur, emprunteur, débiteur,
        destino, objetivo, receptor, destinatario, hacia, para, país de destino, socio, contra, beneficiario,
        beneficiaria, deudor, prestatario,
        цель, к, кому, куда, получатель, адресат, объект, в, против кого, страна-цель, реципиент, бенефициар,
        страна-получатель, должник,
        hedef, kime, nereye, alıcı, varış, hedef ülke, muhatap, yararlanıcı, faydalanıcı, borçlu""",
    "kind": """kind, type, relation, relation type, relationship, relationship type, sign, polarity, category,
        class, nature,
        stance, valence, edge type, tie, tie type, link type, position, attitude, label, direction of relation,
        Art, Typ, Beziehung, Beziehungsart, Verhältnis, Kategorie, Vorzeichen, Haltung, Beziehungstyp,
        Art der Beziehung,
        genre, nature, type de relation, relation, catégorie, signe, attitude, sorte,
        tipo, clase, relación, tipo de relación, categoría, signo, índole,
        тип, вид, отношение, вид отношений, характер, категория, знак, тип отношений,
        tür, tip, ilişki, ilişki türü, kategori, çeşit, işaret""",
    "intensity": """intensity, weight, strength, value, score, level, degree, magnitude, severity, goldstein,
        goldstein scale,
        goldsteinscale, avgtone, tone, sentiment, amount, size, importance, power, hostility, hostility level,
        hostlev,
        intensity level, scale, rating, rank, grade, index, balance, net, closeness, affinity, w,
        Stärke, Staerke, Intensität, Gewicht, Wert, Grad, Stufe, Ausmaß, Kraft, Punkte, Bewertung, Skala,
        intensité, force, poids, valeur, degré, niveau, puissance, note chiffrée, score,
        intensidad, fuerza, peso, valor, grado, nivel, puntuación, puntaje,
        интенсивность, сила, вес, значение, степень, уровень, оценка, балл,
        yoğunluk, şiddet, güç, ağırlık, değer, derece, seviye, düzey, puan""",
    "start": """start, date, since, begin, begins, beginning, start date, begin date, startdate, from date,
        date from, year,
        start year, styear, year start, valid from, first, day, event date, sqldate, started, start time,
        timestamp, when,
        since when, effective, effective from, month, dyad st year, st year, onset, period start, from year, opened,
        Seit, Beginn, Anfang, Start, Startdatum, Datum, Von, ab, Jahr, Zeitpunkt, gültig ab, Anfangsdatum, Tag,
        seit wann,
        début, depuis, date de début, date, à partir de, année, commencement, du, jour,
        inicio, desde, fecha, fecha de inicio, comienzo, año, a partir de,
        начало, с, дата, дата начала, год, когда, с какого времени,
        başlangıç, tarih, başlama, başlangıç tarihi, yıl, itibaren, ne zaman""",
    "end": """end, until, till, to, finish, end date, enddate, to date, date to, end year, endyear, year end,
        valid to,
        valid until, last, ended, stop, end time, through, dyad end year, period end, to year, closed, expires,
        expiry,
        Bis, Ende, Enddatum, Schluss, gültig bis, bis wann, Endjahr,
        fin, jusque, jusqu'à, jusqu'au, date de fin, terme, au,
        fin, hasta, fecha de fin, término, final,
        конец, до, по, дата окончания, окончание, дата конца,
        bitiş, son, bitiş tarihi, kadar, bitiş yılı""",
    "mutual": """mutual, bidirectional, reciprocal, undirected, symmetric, both ways, two-way, both, twoway, directed,
        one-way, directional, mutuality, reciprocated,
        gegenseitig, beidseitig, wechselseitig, beiderseitig, ungerichtet, gerichtet, einseitig,
        mutuel, mutuelle, réciproque, bilatéral, dirigé, unilatéral,
        mutuo, recíproco, bilateral, bidireccional, dirigido, unilateral,
        взаимно, взаимный, взаимная, взаимность, двусторонний, односторонний,
        karşılıklı, iki yönlü, çift yönlü, tek yönlü""",
    "domain": """domain, field, area, sector, theme, topic, issue, issue area, sphere, subject area, policy area,
        Bereich, Thema, Feld, Gebiet, Sektor, Politikfeld, Sachgebiet,
        domaine, secteur, thème, sujet, champ,
        dominio, ámbito, sector, tema, área, campo,
        область, сфера, тема, сектор, отрасль,
        alan, konu, sektör, tema""",
    "status": """status, certainty, confidence, how sure, evidence, evidence level, reliability, verification,
        verified,
        Beleg, Belegt, Sicherheit, Gewissheit, Beleglage, wie sicher,
        statut, certitude, fiabilité, preuve,
        estado de la prueba, certeza, estatus, fiabilidad,
        статус, достоверность, надёжность,
        durum, kesinlik, güvenilirlik""",
    "scenario": """scenario, what if, what-if, case, Szenario, Fall, scénario, hypothèse, escenario, caso,
        hipótesis, сценарий,
        senaryo""",
    "summary": """summary, description, note, notes, comment, comments, text, details, detail, remark, remarks,
        explanation,
        abstract, narrative, event, headline, title, what, info, content, context, reason,
        Zusammenfassung, Beschreibung, Notiz, Notizen, Bemerkung, Anmerkung, Anmerkungen, Kommentar, Erläuterung,
        Inhalt,
        Kurzfassung, Was, Einzelheiten, Begründung,
        résumé, description, remarque, commentaire, détails, explication, texte,
        resumen, descripción, nota, notas, comentario, observaciones, detalle, texto,
        описание, примечание, комментарий, резюме, сводка, заметка, текст, суть,
        özet, açıklama, not, yorum, notlar, metin""",
    "citation": """citation, source, sources, reference, references, ref, cite, outlet, publication, publisher,
        according to,
        source name, source text, provenance, bibliography,
        Quelle, Quellen, Quellenangabe, Beleg, Belege, Nachweis, Referenz, Zitat, Fundstelle, Literatur, laut,
        référence, source, sources, citation, provenance,
        fuente, fuentes, referencia, cita, bibliografía,
        источник, источники, ссылка на источник, цитата,
        kaynak, kaynaklar, kaynakça, alıntı, referans""",
    "url": """url, link, href, web, website, web page, source url, sourceurl, uri, hyperlink, web address,
        source link,
        Adresse, Webadresse, Netzadresse, Internetadresse, Verweis, lien, adresse, adresse web, site, enlace, vínculo,
        dirección, sitio, ссылка, адрес, сайт, веб, bağlantı, adres, site""",
    "id": """id, key, identifier, uid, uuid, relation id, edge id, event id, globaleventid, row id, record id, nr,
        no, number,
        Kennung, Schlüssel, Nummer, Kennzahl, identifiant, clé, numéro, identificador, clave, número,
        ид, номер, ключ, код записи, kimlik, anahtar, numara""",
    "place": """place, places, territory, territories, disputed area, disputed territory, area, region, location, zone,
        about, concerning, concerned area,
        Ort, Gebiet, Region, Territorium, Streitgebiet, umstrittenes Gebiet, Gegend,
        lieu, territoire, région, zone, territoire contesté, endroit,
        lugar, territorio, región, zona, territorio en disputa, área,
        место, территория, регион, район, область, спорная территория,
        yer, bölge, toprak, alan, arazi, tartışmalı bölge""",
}  # fmt: skip


def _folded(text: str) -> frozenset[str]:
    return frozenset(filter(None, (fold(word) for word in re.split(r"[,\n]", text))))


HEADINGS = {name: _folded(text) for name, text in HEADINGS_TEXT.items()}
for _name, _places in (("source", FIRST), ("target", SECOND)):
    HEADINGS[_name] |= {fold(side) + place for side in SIDES.split() for place in _places} | set(_places)

#: What is said beside the role: "source country code" is "source".
BESIDE = _folded("""country, countries, nation, state, name, code, iso, iso3, iso2, iso 3, alpha, a3, abb, abbr,
    the, of,
    land, länder, staat, kürzel, name des landes, pays, nom, du, de, pais, país, nombre, del, страна, название,
        ülke, adı,
    label, full, short, en, text, column, field, wert, datum, date, id, fecha, дата, tarihi""")
ISO = re.compile(r"(?i)(?:iso|alpha|(?<![a-z])a)[-_ ]?[23](?![0-9])")
#: What German puts behind the role in one word: Geberland, Empfängerstaat, Ursprungsland.
COMPOUND = re.compile(r"(.{4,}?)s?(?:land|laender|lander|staat|staaten)")
PARTS = re.compile(r"[A-Z]+(?![a-zäöü])|[^\W\d_][^\W\d_A-Z]*|\d+")


NAMELESS = re.compile(r"column \d+|\d+(st|nd|rd|th) column")  # as `geo.rawtable` and `geo.headless` call columns


def heading_rank(column: str, heading: str) -> int:
    """How well a heading fits a column of the contract: 3 it is its name, 2 a known word for it, 1 nearly, 0 not."""
    key, words = fold(heading), HEADINGS[column]
    if NAMELESS.fullmatch(heading):
        return 0
    if key == column:
        return 3
    if key in words:
        return 2
    bare = ISO.sub(" ", heading)
    parts = [fold(part) for part in PARTS.findall(bare)]
    kept = [part for part in parts if part not in BESIDE]
    if kept and (len(kept) < len(parts) or bare != heading):
        return int("".join(kept) in words)
    found = COMPOUND.fullmatch(key) if column in ("source", "target") else None
    return 1 if found and found[1] in words else 0


def _table(text: str) -> dict[str, str]:
    """Folded word -> what it stands for, from lines of `meaning: word, word`."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return {fold(word): meaning.strip() for meaning, _, words in lines for word in words.split(",") if fold(word)}


#: Words for the kind; signs are told apart in `geo.mapping_values`, as folding would take them off.
KIND_WORDS = _table("""
    support: support, supports, supportive, supporting, supporter, ally, allies, allied, alliance, friend, friends
    support: friendly
    support: friendship, positive, pos, plus, cooperation, co-operation, cooperative, coop, cooperate, cooperates
    support: partner
    support: partners, partnership, back, backs, backing, aid, help, helps, peace, peaceful, good, amity, endorse
    support: endorses
    support: pro, favourable, favorable, favor, favour, verbal cooperation, material cooperation, defence pact
    support: defense pact
    support: Unterstützung, Unterstuetzung, unterstützt, stützt, Verbündeter, Verbündete, verbündet, Bündnis, Allianz
    support: Freund, Freunde, freundlich, befreundet, Freundschaft, positiv, Kooperation, Zusammenarbeit
    support: kooperativ, Hilfe
    support: Partnerschaft, Beistand, Rückhalt, gut, bon, bonne, bueno, buena, хорошо, хорошие, iyi
    support: soutien, soutient, appui, allié, alliée, alliés, ami, amis, amical, amitié, positif, positive
    support: coopération
    support: coopératif, aide, partenariat, partenaire
    support: apoyo, apoya, aliado, aliada, aliados, alianza, amigo, amigos, amistoso, amistad, positivo, positiva
    support: cooperación
    support: cooperativo, ayuda, socio
    support: поддержка, поддерживает, союз, союзник, союзники, дружба, друг, дружественный, дружественные, позитив
    support: позитивный, положительный, положительное, сотрудничество, помощь, партнёр, партнёрство, альянс, плюс
    support: destek, destekler, destekliyor, müttefik, ittifak, dost, dostluk, dostane, olumlu, pozitif, işbirliği
    support: yardım
    support: ortak, ortaklık, artı
    tension: tension, tensions, tense, conflict, conflictual, conflicts, hostile, hostility, hostilities, enemy
    tension: enemies
    tension: rival, rivals, rivalry, negative, neg, minus, opposition, oppose, opposes, opposed, foe, foes
    tension: adversary, against
    tension: adversarial, antagonism, antagonistic, dispute, disputes, war, attack, attacks, threat, bad, enmity
    tension: anti, con
    tension: unfriendly, confrontation, sanctions, verbal conflict, material conflict, condemn, condemns, competition
    tension: Spannung, Spannungen, gespannt, angespannt, Konflikt, Konflikte, feindlich, feindselig, Feind, Feinde
    tension: Feindschaft, Rivalität, Rivale, Rivalen, negativ, Gegner, Gegnerschaft, Krieg, Streit, Angriff, Drohung
    tension: Konfrontation, verfeindet, Ablehnung, schlecht, mauvais, mauvaise, malo, mala, плохо, плохие, kötü
    tension: tension, tensions, tendu, conflit, conflits, hostile, hostilité, ennemi, ennemie, ennemis, rivalité
    tension: rival
    tension: négatif, négative, opposition, guerre, différend, adversaire, attaque, menace
    tension: tensión, tensiones, tenso, conflicto, conflictos, hostil, hostilidad, enemigo, enemiga, enemigos
    tension: rivalidad
    tension: negativo, negativa, oposición, guerra, disputa, adversario, ataque, amenaza
    tension: напряжённость, напряженность, напряжение, конфликт, вражда, враг, враги, враждебный, враждебность
    tension: враждебные
    tension: соперник, соперничество, негатив, негативный, отрицательный, отрицательное, война, спор, противник, минус
    tension: противостояние, угроза
    tension: gerginlik, gergin, gerilim, çatışma, düşman, düşmanlık, düşmanca, rakip, rekabet, olumsuz, negatif, savaş
    tension: anlaşmazlık, karşıtlık, tehdit, eksi
""")

STATUS_WORDS = _table("""
    documented: documented, confirmed, verified, certain, proven, established, sure, official, dokumentiert
    documented: belegt, bestätigt
    documented: gesichert, sicher, documenté, confirmé, avéré, certain, documentado, confirmado, comprobado
    documented: подтверждено, подтверждён, документально, документировано, достоверно, belgelenmiş, doğrulanmış, kesin
    alleged: alleged, claimed, reported, unconfirmed, unverified, rumoured, rumored, suspected, likely, behauptet
    alleged: angeblich
    alleged: mutmaßlich, mutmasslich, unbestätigt, vermutet, allégué, présumé, prétendu, supposé, non confirmé
    alleged: presunto
    alleged: supuesto, alegado, no confirmado, предполагаемый, предположительно, утверждается, не подтверждено, iddia
    alleged: iddia edilen, doğrulanmamış
    hypothetical: hypothetical, hypothesis, speculative, imagined, what if, hypothetisch, spekulativ, gedacht
    hypothetical: hypothétique
    hypothetical: spéculatif, hipotético, especulativo, гипотетический, гипотетически, гипотетично, varsayımsal
    hypothetical: farazi
""")

# Only what says the same in another language: any other text is a field of its own.
DOMAIN_WORDS = _table("""
    military: military, militärisch, Militär, militaire, militar, военный, военное, военная, askeri
    diplomatic: diplomatic, diplomatisch, diplomatique, diplomático, diplomática, дипломатический, дипломатическое
    diplomatic: diplomatik
    territorial: territorial, territoriale, территориальный, территориальное, bölgesel
    economic: economic, wirtschaftlich, Wirtschaft, économique, económico, económica, экономический, экономика, ekonomik
    energy: energy, Energie, énergie, énergétique, energía, энергетика, энергия, enerji
    humanitarian: humanitarian, humanitär, humanitaire, humanitario, humanitaria, гуманитарный, гуманитарное, insani
    information: information, Informationen, información, информация, информационный, bilgi
""")

YES = _folded("true, yes, y, 1, t, x, ja, j, wahr, oui, o, vrai, si, sí, s, verdadero, да, д, истина, evet, e, doğru")
NO = _folded("false, no, n, 0, f, nein, falsch, non, faux, falso, нет, н, ложь, hayır, h, yanlış")
MUTUAL = _folded("""both, mutual, bidirectional, reciprocal, undirected, two-way, symmetric, beide, gegenseitig,
    beidseitig,
    wechselseitig, ungerichtet, mutuel, réciproque, mutuo, recíproco, взаимно, взаимный, двусторонний, karşılıklı""")
ONE_WAY = _folded("""directed, one-way, directional, unidirectional, single, gerichtet, einseitig, dirigé, unilatéral,
    dirigido, unilateral, односторонний, tek yönlü""")

OPEN_END = _folded("""present, the present, to present, ongoing, on-going, now, today, current, currently, to date,
    still,
    in force, open, open-ended, continuing, continues, active, to this day, until today, until now, heute, bis heute,
    andauernd, dauert an, laufend, aktuell, jetzt, gegenwart, gegenwärtig, offen, fortlaufend, in kraft, unbefristet,
    présent, en cours, aujourd'hui, à ce jour, actuel, actuellement, maintenant, en vigueur, presente, el presente,
        en curso,
    actualidad, la actualidad, hoy, actual, vigente, hasta hoy, настоящее время, по настоящее время, н. в., сейчас,
        сегодня,
    по сей день, продолжается, действует, günümüz, bugün, şimdi, devam ediyor, devam, halen, sürüyor, yürürlükte,
        inf""")
BLANKS = _folded("na, n/a, nan, nat, none, null, nil, missing, k.A., n. d., -")

MONTHS: Mapping[str, int] = {
    fold(name): number
    for number, names in enumerate(
        (
            "January Jan Januar Jänner Jän janvier janv enero ene января январь янв Ocak Oca",
            "February Feb Februar Feber février févr fév febrero февраля февраль фев Şubat Şub",
            "March Mar März Mär Mrz mars marzo марта март мар Mart",
            "April Apr avril avr abril abr апреля апрель апр Nisan Nis",
            "May Mai mayo мая май Mayıs",
            "June Jun Juni juin junio июня июнь июн Haziran Haz",
            "July Jul Juli juillet juil julio июля июль июл Temmuz Tem",
            "August Aug août agosto ago августа август авг Ağustos Ağu",
            "September Sep Sept septembre septiembre сентября сентябрь сен сент Eylül Eyl",
            "October Oct Oktober Okt octobre octubre октября октябрь окт Ekim Eki",
            "November Nov novembre noviembre ноября ноябрь ноя нояб Kasım Kas",
            "December Dec Dezember Dez décembre déc diciembre dic декабря декабрь дек Aralık Ara",
        ),
        1,
    )
    for name in names.split()
}


def is_known_word(text: str) -> bool:
    """Whether a text is a usual heading, or a usual word for a kind or for how sure it is."""
    key = fold(text)
    return key in KIND_WORDS or key in STATUS_WORDS or any(key in words for words in HEADINGS.values())


def spelled_headings() -> frozenset[str]:
    """The usual headings with their accents, in small letters."""
    return frozenset(word.strip().casefold() for text in HEADINGS_TEXT.values() for word in re.split(r"[,\n]", text))
