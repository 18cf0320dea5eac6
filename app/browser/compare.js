// Two maps, one over the other with a handle between them, or side by side; both look at the same place.
(function () {
  "use strict";
  const KEY_STEP = 2; // per cent of the width, for a press of an arrow key
  const WIDE = 1000; // pixels of a map from which on its legend is open at first
  const SETTLED = 150; // milliseconds without another size
  const stage = document.querySelector(".stage");
  const handle = stage.querySelector("input");
  const line = stage.querySelector(".line");
  const [first] = stage.querySelectorAll("iframe");
  const hint = document.querySelector(".hint");

  // A map in its frame, and how to say where it looks: longitude and latitude in the middle, and pixels for a kilometre.
  class Half {
    constructor(frame, { map, spec }) {
      Object.assign(this, { frame, map, spec });
      this.plane = JSON.stringify([spec.projection, spec.projection === "mercator" ? 0 : spec.center || spec.center_lon]);
      this.legend = frame.contentDocument.querySelector(".fl-legend");
      this.said = frame.contentDocument.querySelector(".fl-subtitle").textContent; // of its day, if it shows one
      this.measure();
      this.unfold();
    }

    unfold() {
      if (this.legend) this.legend.open = this.map.getSize().x >= WIDE && stage.dataset.mode === "swipe";
    }

    // What its legend takes from the width.
    get covered() {
      return this.legend && this.legend.open ? this.legend.offsetWidth + 16 : 0;
    }

    measure() {
      this.map.invalidateSize({ pan: false });
      this.size = String(this.map.getSize());
    }

    get resized() {
      return String(this.map.getSize()) !== this.size;
    }

    get where() {
      const { lat, lng } = this.map.getCenter();
      const { plane } = this.map;
      const lonlat = plane.lonlat([lng, lat]);
      return lonlat && { lonlat, scale: this.map.getZoom() + Math.log2(plane.stretch([lng, lat])) };
    }

    // Pixels of the screen that it is away from there.
    away({ lonlat }) {
      const [x, y] = this.map.plane.place(lonlat) || [0, 0];
      return this.map.latLngToContainerPoint([y, x]).distanceTo(this.map.getSize().divideBy(2));
    }

    look({ lonlat, scale }) {
      const place = this.map.plane.place(lonlat);
      if (!place) return;
      const [x, y] = place;
      const zoom = scale - Math.log2(this.map.plane.stretch(place));
      if (Math.abs(zoom - this.map.getZoom()) > 1e-6) return void this.map.setView([y, x], zoom, { animate: false });
      const off = this.map.latLngToContainerPoint([y, x]).subtract(this.map.getSize().divideBy(2)).round();
      if (off.x || off.y) this.map.panBy(off, { animate: false });
    }
  }

  class Pair {
    constructor(halves) {
      Object.assign(this, { halves, quiet: false, own: false, frame: 0, timer: 0 });
      const [one, other] = halves;
      hint.hidden = one.plane === other.plane;
      for (const half of halves) half.measure(); // what the day says above the maps has taken room from them
      this.quietly(() => this.fitAnew());
      for (const half of halves) {
        half.map.on("move zoom", () => this.moved(half));
        half.map.on("moveend", () => this.ended(half));
      }
      window.addEventListener("resize", () => this.settle());
    }

    // What both of them were about; on different planes, what the first one was.
    fitAnew() {
      const [one, other] = this.halves;
      if (one.plane === other.plane) this.fitBoth();
      this.where = one.where;
      other.look(this.where);
    }

    fitBoth() {
      const [[west, south, east, north], b] = this.halves.map(({ map, spec }) => map.plane.frame(spec.bounds));
      const box = [[Math.min(south, b[1]), Math.min(west, b[0])], [Math.max(north, b[3]), Math.max(east, b[2])]];
      const [left, right] = this.halves.map((half) => half.covered + 24);
      this.halves[0].map.fitBounds(box, { animate: false, paddingTopLeft: [left, 24], paddingBottomRight: [right, 24] });
    }

    quietly(act) {
      this.quiet = true;
      act();
      this.quiet = false;
    }

    moved(half) {
      if (this.quiet) return;
      if (half.resized) return void this.settle();
      this.where = half.where || this.where;
      this.own = true; // the reader has looked elsewhere
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.quietly(() => this.otherThan(half).look(this.where)));
    }

    // One that can't go as far holds the other one back.
    ended(half) {
      if (this.quiet || half.resized || !this.where) return;
      const other = this.otherThan(half);
      cancelAnimationFrame(this.frame);
      this.quietly(() => other.look(this.where));
      if (half.plane !== other.plane || other.away(this.where) < 2) return;
      this.where = other.where;
      this.quietly(() => half.look(this.where));
    }

    otherThan(half) {
      return this.halves[half === this.halves[0] ? 1 : 0];
    }

    // The frames have another size: what was in the middle comes to the middle.
    settle() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.quietly(() => {
        for (const half of this.halves) half.measure();
        if (!this.own) this.fitAnew();
        else if (this.where) this.halves.forEach((half) => half.look(this.where));
      }), SETTLED);
    }

    // Over each other or side by side: the legends of narrow maps are folded.
    rearrange() {
      for (const half of this.halves) half.unfold();
      this.settle();
    }

    zoom(by) {
      this.halves[0].map.setZoom(this.halves[0].map.getZoom() + by);
    }
  }

  // When the map in a frame is drawn.
  function opened(frame) {
    return new Promise((done) => {
      const look = () => {
        const inside = frame.contentWindow;
        const name = Object.keys(inside).find((each) => /^faultlines_[0-9a-f]{32}$/.test(each));
        if (!name) return false;
        inside[name].ready.then(() => done(new Half(frame, { map: inside[name].map, spec: JSON.parse(inside.faultlinesParts.spec) })));
        return true;
      };
      if (frame.contentDocument.readyState !== "complete" || !look()) frame.addEventListener("load", look);
    });
  }

  function divide() {
    stage.style.setProperty("--at", `${handle.value}%`);
    handle.setAttribute("aria-valuetext", `${Math.round(handle.value)} % of ${first.title}`);
  }

  function turnKey(event) {
    const step = { ArrowLeft: -KEY_STEP, ArrowDown: -KEY_STEP, ArrowRight: KEY_STEP, ArrowUp: KEY_STEP }[event.key];
    if (!step) return;
    event.preventDefault();
    handle.value = Number(handle.value) + step;
    divide();
  }

  // The line is held where it was taken, anywhere along it.
  function hold(event) {
    if (event.button || !event.isPrimary) return;
    const { left, width } = stage.getBoundingClientRect();
    const off = event.clientX - left - (handle.value / 100) * width;
    const follow = ({ clientX }) => {
      handle.value = ((clientX - off - left) / width) * 100;
      divide();
    };
    event.preventDefault();
    line.setPointerCapture(event.pointerId);
    line.addEventListener("pointermove", follow);
    line.addEventListener("lostpointercapture", () => line.removeEventListener("pointermove", follow), { once: true });
  }

  const modes = [...document.querySelectorAll("[data-mode-of]")];
  function choose(mode) {
    stage.dataset.mode = mode;
    for (const button of modes) button.setAttribute("aria-pressed", String(button.dataset.modeOf === mode));
  }

  handle.addEventListener("input", divide);
  line.addEventListener("pointerdown", hold);
  handle.addEventListener("keydown", turnKey);
  for (const button of modes) button.addEventListener("click", () => choose(button.dataset.modeOf));
  divide();
  Promise.all([...stage.querySelectorAll("iframe")].map(opened)).then((halves) => {
    halves.forEach(({ said }, at) => (document.querySelectorAll(".said")[at].textContent = said));
    const pair = new Pair(halves);
    for (const button of modes) button.addEventListener("click", () => pair.rearrange());
    for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => pair.zoom(Number(button.dataset.zoom)));
    stage.dataset.ready = "";
  });
})();
