// Shows the HTML that Python has drawn and tells Python what the reader does with its controls.
// Python draws everything; here nothing is worded, and no text becomes HTML that was not HTML.

const PARTS = ["top", "table", "controls", "outcome"];

const changed = new WeakSet(); // controls whose change Python does not know of yet

// Makes the children of `now` those of `next`, keeping the elements that stay what they were: the
// one with the focus, a slider that is being dragged, a part that the reader has opened.
function morph(now, next) {
  const olds = [...now.childNodes];
  const news = [...next.childNodes];
  news.forEach((fresh, at) => {
    const old = olds[at];
    if (!old) now.append(fresh);
    else if (same(old, fresh)) update(old, fresh);
    else old.replaceWith(fresh);
  });
  olds.slice(news.length).forEach((old) => old.remove());
}

function same(old, fresh) {
  return (
    old.nodeName === fresh.nodeName &&
    (old.nodeType !== Node.ELEMENT_NODE || old.dataset.key === fresh.dataset.key)
  );
}

function update(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  const kept = old.nodeName === "DETAILS" ? "open" : "";
  for (const { name } of [...old.attributes]) {
    if (name !== kept && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== kept && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  // What the reader has changed since Python was last told is theirs until Python knows of it.
  const mine = changed.has(old);
  if (old.nodeName === "INPUT" && !mine) {
    const type = old.type;
    if (type === "radio" || type === "checkbox") old.checked = fresh.hasAttribute("checked");
    else if (old.defaultValue !== old.value && old !== document.activeElement)
      old.value = old.defaultValue;
  }
  morph(old, fresh);
  if (old.nodeName === "SELECT" && !mine) {
    const chosen = [...old.options].findIndex((option) => option.hasAttribute("selected"));
    if (chosen >= 0) old.selectedIndex = chosen;
  }
}

function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// What every named control says: text, number and choice as text, a tick as true or false.
function values(el) {
  const said = {};
  for (const control of el.querySelectorAll("input[name], select[name]")) {
    changed.delete(control);
    if (control.type === "checkbox") said[control.name] = control.checked;
    else if (control.type !== "radio" || control.checked) said[control.name] = control.value;
  }
  return said;
}

function render({ model, el }) {
  const parts = {};
  el.classList.add("lesson-live", "jp-RenderedHTMLCommon");
  // A form of its own, so that radio buttons of two pictures are not one group.
  const form = document.createElement("form");
  form.addEventListener("submit", (event) => event.preventDefault());
  el.append(form);
  for (const name of PARTS) {
    const part = (parts[name] = document.createElement("div"));
    part.dataset.part = name;
    part.innerHTML = model.get(name);
    form.append(part);
    model.on(`change:${name}`, () => {
      const had = el.contains(document.activeElement) ? document.activeElement : null;
      morph(part, parsed(model.get(name)));
      // The control that had the focus is gone: what was said stands in its place.
      if (had && !el.contains(had)) said.focus();
    });
  }
  // Read aloud when it changes, so it has to stay the same element.
  const said = document.createElement("div");
  said.dataset.part = "said";
  said.setAttribute("role", "status");
  said.tabIndex = -1;
  const say = (html) => said.replaceChildren(parsed(html));
  say(model.get("said"));
  model.on("change:said", () => say(model.get("said")));
  form.append(said);

  // One thing at a time, the rest waits; but a second click on "charge" would charge again.
  const queue = [];
  let turn = 0;
  let running = null;
  let slow = 0;
  const send = (what) => {
    if (running) {
      if (what.once && [running, ...queue].some((other) => other.once)) return;
      const last = queue.at(-1);
      if (what.choice && last?.choice && last.name === what.name) queue.pop();
      queue.push(what);
      return;
    }
    running = what;
    el.dataset.busy = "true";
    slow = setTimeout(() => say(model.get("waiting")), 5000);
    model.send({ what: what.name, values: values(el), turn: ++turn });
  };
  const done = (message) => {
    if (message.done !== turn) return;
    clearTimeout(slow);
    running = null;
    delete el.dataset.busy;
    say(model.get("said"));
    if (queue.length) send(queue.shift());
  };
  model.on("msg:custom", done);
  el.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button?.dataset.do) return;
    send({ name: button.dataset.do, once: button.hasAttribute("data-once") });
  });
  for (const kind of ["change", "input"]) {
    el.addEventListener(kind, (event) => {
      const { target } = event;
      const group = target.type === "radio" ? form.elements[target.name] : [target];
      for (const control of group.length === undefined ? [group] : group) changed.add(control);
      const name = target.dataset[kind];
      if (name) send({ name, choice: true });
    });
  }
  return () => {
    model.off("msg:custom", done);
    for (const name of [...Object.keys(parts), "said"]) model.off(`change:${name}`);
  };
}

export default { render };
