// Shows what Python has drawn, and tells Python what the reader does with the controls.

const PATIENCE = 5000; // milliseconds without an answer before the reader is told

function render({ model, el }) {
  el.classList.add("glossary-live", "jp-RenderedHTMLCommon");
  const part = (name) => {
    const made = document.createElement("div");
    made.dataset.part = name;
    made.innerHTML = model.get(name);
    el.append(made);
    return made;
  };
  // The controls are drawn once: nothing takes the focus, or what is being typed, from the reader.
  const form = part("form");
  const said = part("said");
  said.setAttribute("role", "status");
  const answer = part("answer");

  const show = () => {
    said.innerHTML = model.get("said");
    answer.innerHTML = model.get("answer");
  };
  model.on("change:said change:answer", show);

  const values = () =>
    Object.fromEntries(
      [...form.querySelectorAll("input[name], select[name]")]
        .filter((control) => control.type !== "radio" || control.checked)
        .map((control) => [control.name, control.value]),
    );

  // One message at a time. Of what is typed meanwhile only the last state counts; what is pressed
  // counts each time.
  let turn = 0;
  let waiting = 0;
  let queue = [];
  const send = () => {
    if (waiting || !queue.length) return;
    const what = queue.shift();
    waiting = setTimeout(late, PATIENCE);
    model.send({ what, values: values(), turn: ++turn });
  };
  // Whatever became of the answer, what the reader does next is sent.
  const late = () => {
    said.innerHTML = model.get("waiting");
    waiting = 0;
    send();
  };
  const ask = (what, once) => {
    if (once) queue = queue.filter((other) => other !== what);
    queue.push(what);
    send();
  };
  const done = (message) => {
    if (message.done !== turn) return;
    clearTimeout(waiting);
    waiting = 0;
    show();
    send();
  };
  model.on("msg:custom", done);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) ask(button.dataset.do, false);
  });
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, (event) => {
      const what = event.target.dataset[kind];
      if (what) ask(what, true);
    });
  }
  return () => {
    clearTimeout(waiting);
    model.off("change:said change:answer", show);
    model.off("msg:custom", done);
  };
}

export default { render };
