// Plays a figure whose paths grow and whose series appear: everything was sent once, a step only cuts it.
// window.loopwisePlayer.show(div, step); .controls(div, words): a button and a slider under it, for a page in a file.
window.loopwisePlayer = (() => {
  const whole = new WeakMap();  // div -> its traces in full, as they were when last drawn

  // A figure whose paths have all their points has not been cut since it was drawn, maybe anew.
  const complete = (div) => div.data.every((trace) => !(trace.meta && trace.meta.grows) || trace.x.length === trace.meta.grows);

  const moves = (trace) => trace.meta && (trace.meta.grows || trace.meta.from !== undefined);

  function remember(div) {
    whole.set(div, div.data.map((trace) => ({ x: trace.x, y: trace.y, z: trace.z, meta: trace.meta })));
  }

  // One restyle for all traces that move: growing ones are cut behind the step, the others hidden before theirs.
  function show(div, step) {
    if (!div || !div.data) return;
    if (complete(div)) remember(div);
    if (!whole.has(div)) return;
    const update = { x: [], y: [], visible: [] }, at = [], z = [], solid = [];
    whole.get(div).forEach((trace, n) => {
      if (!moves(trace)) return;
      const grows = trace.meta.grows, cut = (row) => (grows ? row.slice(0, step + 1) : row);
      if (trace.z) { z.push(cut(trace.z)); solid.push(n); }
      update.x.push(cut(trace.x));
      update.y.push(cut(trace.y));
      update.visible.push(grows || step >= trace.meta.from);
      at.push(n);
    });
    if (!at.length) return;
    if (solid.length) window.Plotly.restyle(div, { z }, solid);
    window.Plotly.restyle(div, update, at);
  }

  function controls(div, words) {
    const last = div.layout.meta.steps, bar = document.createElement("div");
    bar.style.cssText = "display:flex;gap:12px;align-items:center;font:14px system-ui,sans-serif;padding:8px 16px;max-width:900px";
    bar.style.color = div.layout.font.color;
    const button = document.createElement("button"), slider = document.createElement("input"), told = document.createElement("output");
    button.textContent = words.play;
    Object.assign(slider, { type: "range", min: 0, max: last, value: last });
    slider.setAttribute("aria-label", words.step);
    slider.style.flex = "1";
    bar.append(button, slider, told);
    div.parentNode.insertBefore(bar, div.nextSibling);
    let timer = null;
    const go = (step) => { slider.value = step; told.textContent = `${words.step} ${step} / ${last}`; show(div, +step); };
    const stop = () => { clearInterval(timer); timer = null; button.textContent = words.play; };
    slider.addEventListener("input", () => { stop(); go(slider.value); });
    button.addEventListener("click", () => {
      if (timer) return stop();
      button.textContent = words.pause;
      let step = +slider.value >= last ? 0 : +slider.value;
      const pace = Math.max(1, Math.round(last / 120));  // a long path is over in half a minute, too
      go(step);
      timer = setInterval(() => { step = Math.min(step + pace, last); go(step); if (step >= last) stop(); }, 250);
    });
    told.textContent = `${words.step} ${last} / ${last}`;
  }

  return { show, controls };
})();
