// The few things only a browser can do. Pages themselves are Python.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  loopwise: {
    // A page's state goes into the address without a new entry in the history: {key: value}, null removes.
    keepAddress(state) {
      const address = new URL(location.href);
      for (const [key, value] of Object.entries(state || {})) {
        if (value === null) address.searchParams.delete(key);
        else address.searchParams.set(key, value);
      }
      history.replaceState(history.state, "", address);
      return window.dash_clientside.no_update;
    },
    keepThreshold(threshold) {
      return window.dash_clientside.loopwise.keepAddress({ threshold });
    },
    scheme() {
      return document.documentElement.getAttribute("data-mantine-color-scheme");
    },
    // The box one stands at is marked, and kept in sight inside its frame.
    markBox(number) {
      const frame = document.getElementById("trace-graph");
      if (frame) {
        for (const box of frame.querySelectorAll("[aria-current]")) box.removeAttribute("aria-current");
        const box = frame.querySelector(`[data-number="${number}"]`);
        if (box) {
          box.setAttribute("aria-current", "step");
          frame.scrollTo({ top: box.offsetTop - frame.clientHeight / 3, left: box.offsetLeft - 40 });
        }
      }
      return window.dash_clientside.no_update;
    },
    othersWrote(now, boxes) {
      Object.assign(report, { now, boxes });
      takeOver();
      return window.dash_clientside.no_update;
    },
    nameTab(title) {
      document.title = title;
      return window.dash_clientside.no_update;
    },
  },
});

// Figures are drawn again where the reader or the system changes between light and dark.
new MutationObserver(() => {
  const data = window.dash_clientside.loopwise.scheme();
  if (window.dash_clientside.set_props) window.dash_clientside.set_props("scheme", { data });
}).observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });

// The other language keeps the state written into the address since the page was drawn.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[data-lang]");
  if (!link) return;
  const address = new URL(location.href);
  address.searchParams.set("lang", link.dataset.lang);
  link.href = address;
}, true);

// A lab that was ended or started again does not know this tab: say so, once, in the page's language.
const ask = window.fetch;
window.fetch = async (...request) => {
  try {
    const answer = await ask(...request);
    if (answer.status === 403) lost();
    return answer;
  } catch (problem) {
    lost();
    throw problem;
  }
};
function lost() {
  const place = document.getElementById("lab-lost");
  if (place) place.hidden = false;
}

// Ctrl+Enter in a box presses the button that belongs to it. What was just typed is handed over first: a box
// tells Dash its text a moment after the key, and the button would send the text of before.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const box = event.target.closest && event.target.closest("[data-submit]");
  if (!box) return;
  window.dash_clientside.set_props(event.target.id, { value: event.target.value });
  document.getElementById(box.dataset.submit).click();
});

// A kept result is dragged into a box of the report as its line of text; pressed, it goes where the caret was.
let caret = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches && event.target.matches("textarea[data-part]")) caret = event.target;
});
document.addEventListener("dragstart", (event) => {
  const chip = event.target.closest && event.target.closest("[data-insert]");
  if (chip) event.dataTransfer.setData("text/plain", chip.dataset.insert);
});
// The place for pictures refuses every drop beside it; text into a box of the report is the browser's own matter.
for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => {
  const text = event.dataTransfer && !event.dataTransfer.types.includes("Files");
  if (text && event.target.matches && event.target.matches("textarea[data-part]")) event.stopImmediatePropagation();
}, true);
document.addEventListener("click", (event) => {
  const chip = event.target.closest && event.target.closest("[data-insert]");
  if (!chip || !caret || !caret.isConnected) return;
  caret.focus();
  document.execCommand("insertText", false, chip.dataset.insert); // the one way that undo and the page both see
});

// The arrow keys walk through a model's graph: one step on, one step back.
document.addEventListener("keydown", (event) => {
  const frame = event.target.closest && event.target.closest("#trace-graph");
  const button = { ArrowDown: "trace-on", ArrowRight: "trace-on", ArrowUp: "trace-back", ArrowLeft: "trace-back" }[event.key];
  if (!frame || !button) return;
  event.preventDefault();
  document.getElementById(button).click();
});

// A box of the report is saved while keys go on, too: a lab that is killed costs the last second, not the last pause.
// Dash gets the text within the key's own event; any later, and a key pressed meanwhile would be taken back.
const SAVED_AFTER = 400; // milliseconds
const saved = new WeakMap(); // box -> when it last handed its text over
document.addEventListener("input", (event) => {
  const box = event.target;
  if (!box.matches || !box.matches("textarea[data-part]")) return;
  const now = performance.now();
  if (now - (saved.get(box) || 0) < SAVED_AFTER) return;
  saved.set(box, now);
  window.dash_clientside.set_props(JSON.parse(box.id), { value: box.value });
});

// What others have written comes into the boxes nobody is writing in, and into one's own once it is left. A box
// whose text is not saved yet stays as it is: saving it tells its writer what the other wrote.
const report = { now: null, boxes: [] };
function takeOver() {
  const { now, boxes } = report;
  for (const held of now ? boxes : []) {
    const box = document.querySelector(`textarea[data-part="${CSS.escape(held.key)}"]`);
    const text = now.parts[held.key];
    if (!box || text === undefined || text === held.base || now.at <= held.at) continue;
    const writing = box === document.activeElement && document.hasFocus();
    if (writing || box.value.replace(/^\n+|\n+$/g, "") !== held.base) continue;
    const index = held.key;
    window.dash_clientside.set_props({ type: "report-base", index }, { data: { ...held, base: text, at: now.at } });
    window.dash_clientside.set_props(JSON.parse(box.id), { value: text });
  }
}
document.addEventListener("focusout", () => setTimeout(takeOver));
