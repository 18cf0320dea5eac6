"""Words for how strong a relation is, in the six languages of `geo.mapping_words`, as an intensity from 1 to 5."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.names import fold

__all__ = ["level_of", "level_rule"]

MOST_NAMED = 8  # words in a rule
WORDS: Mapping[str, str] = {
    "1": """very low, very weak, very small, minimal, negligible, one, sehr niedrig, sehr gering, sehr schwach, eins,
        très faible, minime, très bas, un, muy bajo, muy baja, muy débil, mínimo, mínima, uno, очень низкий,
        очень низкая, очень низкое, очень слабый, очень слабая, очень слабое, минимальный, один, çok düşük, çok zayıf,
        çok az, bir""",
    "2": """low, weak, slight, minor, mild, light, small, two, niedrig, gering, schwach, leicht, klein, zwei, faible,
        léger, légère, bas, basse, mineur, mineure, deux, bajo, baja, débil, leve, menor, dos, низкий, низкая, низкое,
        слабый, слабая, слабое, слабо, два, düşük, zayıf, hafif, az, iki""",
    "3": """medium, moderate, mid, middle, average, intermediate, normal, three, mittel, mittlere, mäßig, moderat,
        durchschnittlich, drei, moyen, moyenne, modéré, modérée, trois, medio, media, moderado, moderada, tres,
        средний, средняя, среднее, средне, умеренный, умеренная, умеренное, три, orta, ılımlı, üç""",
    "4": """high, strong, major, intense, significant, considerable, large, great, serious, four, hoch, stark, groß,
        erheblich, intensiv, vier, élevé, élevée, fort, forte, haut, haute, important, importante, quatre, alto, alta,
        fuerte, elevado, elevada, intenso, intensa, cuatro, высокий, высокая, высокое, сильный, сильная, сильное,
        сильно, четыре, yüksek, güçlü, şiddetli, büyük, dört""",
    "5": """very high, very strong, very large, extreme, severe, critical, maximum, maximal, five, sehr hoch,
        sehr stark, extrem, fünf, très élevé, très élevée, très fort, très forte, extrême, cinq, muy alto, muy alta,
        muy fuerte, extremo, extrema, máximo, máxima, cinco, очень высокий, очень высокая, очень высокое,
        очень сильный, очень сильная, очень сильное, крайний, критический, максимальный, пять, çok yüksek, çok güçlü,
        aşırı, azami, beş""",
}
LEVELS = {fold(word): level for level, words in WORDS.items() for word in words.split(",")}
LONGEST = max(map(len, LEVELS)) + 10


def level_of(text: str) -> str:
    """The intensity that a word stands for; "" for any other text."""
    return LEVELS.get(fold(text), "") if len(text) <= LONGEST else ""


def level_rule(texts: Iterable[str]) -> str:
    """How the words among the texts of a column become an intensity, in words; "" where there are none."""
    found = {text.strip().lower(): level for text in texts if (level := level_of(text))}
    ordered = sorted(found.items(), key=lambda pair: pair[1])
    said = ", ".join(f"{word} is {level}" for word, level in ordered[:MOST_NAMED])
    return f"words for 1 to 5: {said}{' …' if len(ordered) > MOST_NAMED else ''}" if said else ""
