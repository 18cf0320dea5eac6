// The day shown as a part of addresses: of the app, and of a file from disk.

const IN_HASH = /^#at=(\d{4}-\d\d-\d\d)$/;

// A query or a whole address with other values for some of its settings; an empty value takes a setting out.
function linkWith(address, settings) {
  const [base, query = ""] = address.split("#")[0].split(/\?(.*)/s);
  const kept = query.split("&").filter((part) => part && !(part.split("=")[0] in settings));
  const added = Object.entries(settings).filter(([, value]) => value).map(([name, value]) => `${name}=${value}`);
  return `${base}?${[...kept, ...added].join("&")}`;
}

// Only where no app keeps the day.
function dayInAddress({ onMoment }) {
  const found = onMoment ? null : IN_HASH.exec(window.location.hash);
  return found ? found[1] : "";
}

// Pages in a sandbox have no address of their own.
function keepInAddress(iso) {
  try {
    const { pathname, search } = window.location;
    window.history.replaceState(window.history.state, "", iso ? `#at=${iso}` : pathname + search);
  } catch {
    // then the day is not kept
  }
}
