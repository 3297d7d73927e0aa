// The Descent page in the browser: paths are drawn in front of surfaces that stay, cut at a step, and played.
(() => {
  const plot = (name) => document.querySelector(`#${name} .js-plotly-plot`);
  const GRAPHS = ["descent-contours", "descent-space", "descent-middle"];
  const compared = () => [...document.querySelectorAll("#descent-compared .js-plotly-plot")];
  const PACE = 250;  // milliseconds a step; a path of many steps takes several at once
  let timer = null, resting = null, cut = false;

  function draw(drawn) {
    const { no_update, set_props } = window.dash_clientside;
    if (!drawn) return no_update;
    if (drawn.draw) drawPaths(drawn, set_props);
    set_props("descent-shown", { data: Date.now() });  // the words follow: also why there is no path
    return no_update;
  }

  function drawPaths(drawn, set_props) {
    stop();
    for (const name of GRAPHS) {
      const div = plot(name), part = drawn.draw[name];
      if (!div) continue;
      if (part && div.data) window.Plotly.react(div, div.data.slice(0, part.keep).concat(part.traces), part.layout || div.layout);
    }
    cut = false;
    set_props("address", { data: drawn.address });
    set_props("descent-step", { max: drawn.steps, value: drawn.steps });
    clearTimeout(resting);  // comparisons are drawn when the controls have come to rest
    resting = setTimeout(() => set_props("descent-settled", { data: Date.now() }), 500);
    document.body.dataset.descentDrawn = +(document.body.dataset.descentDrawn || 0) + 1;
  }

  function show(step) {
    const slider = document.querySelector("#descent-step [role=slider]");
    const last = slider ? +slider.getAttribute("aria-valuemax") : step;
    if (step < last) cut = true;
    if (cut) [...GRAPHS.map(plot), ...(step < last ? compared().filter(inSight) : compared())].forEach((div) => window.loopwisePlayer.show(div, step));
    return String(step);
  }

  // Small figures play along while they can be seen: each one drawn costs as much as a large one.
  function inSight(div) {
    const { top, bottom } = div.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  function play(clicks, step, last) {
    const { no_update, set_props } = window.dash_clientside;
    if (timer) { stop(); return no_update; }
    const button = document.getElementById("descent-play"), words = button.querySelector(".mantine-Button-label");
    button.dataset.play = words.textContent;
    words.textContent = button.dataset.pause;
    let now = step >= last ? 0 : step;
    const stride = Math.max(1, Math.round(last / 100));
    set_props("descent-step", { value: now });
    timer = setInterval(() => {
      now = Math.min(now + stride, last);
      set_props("descent-step", { value: now });
      if (now >= last) stop();
    }, PACE);
    return no_update;
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    const button = document.getElementById("descent-play");
    if (button && button.dataset.play) button.querySelector(".mantine-Button-label").textContent = button.dataset.play;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { descent: { draw, show, play } });

  // A press in the contours is the new start. Plotly tells of presses on points only; this tells of any place.
  document.addEventListener("click", (event) => {
    const div = event.target.closest && event.target.closest("#descent-contours .js-plotly-plot");
    if (!div) return;
    const box = div.querySelector(".nsewdrag").getBoundingClientRect(), { xaxis, yaxis } = div._fullLayout;
    const [x, y] = [xaxis.p2d(event.clientX - box.left), yaxis.p2d(event.clientY - box.top)];
    if (!isFinite(x) || !isFinite(y)) return;
    window.dash_clientside.set_props("descent-x", { value: +x.toPrecision(3) });
    window.dash_clientside.set_props("descent-y", { value: +y.toPrecision(3) });
  });
})();
