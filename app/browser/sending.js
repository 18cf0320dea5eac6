// What the page tells its server waits until the map that is drawn ahead of it is on the screen. Else the run of the page
// begins while the map is painted; where both share a machine, the map would come later for it.

const PAINTING = 60; // ms from a frame until it is likely to be on the screen
const MOST = 200; // ms; a page that nobody sees has no frames

const send = WebSocket.prototype.send;
let held = null; // [socket, data], in their order

WebSocket.prototype.send = function (data) {
  if (held) held.push([this, data]);
  else send.call(this, data);
};

export function holdBack() {
  if (held) return;
  held = [];
  const last = setTimeout(release, MOST);
  requestAnimationFrame(() => {
    clearTimeout(last);
    setTimeout(release, PAINTING);
  });
}

function release() {
  const all = held || [];
  held = null;
  for (const [socket, data] of all) send.call(socket, data);
}
