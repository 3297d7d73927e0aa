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
  if (event.target.matches && event.target.matches("textarea[data-takes]")) caret = event.target;
});
document.addEventListener("dragstart", (event) => {
  const chip = event.target.closest && event.target.closest("[data-insert]");
  if (chip) event.dataTransfer.setData("text/plain", chip.dataset.insert);
});
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
