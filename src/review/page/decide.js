// --- Deciding ---------------------------------------------------------------------------------------------------------

// A decision is kept in its item; `past` holds what undo needs: the item, what it was, and where it stood.
const past = [];
let dirty = false;

// Where an item stands: the elements of a link, or a sign that stays where a note's call stood.
function place(item) {
  if (item.kind === "link") return linkOf(item);
  const call = item.kind === "note" && callOf(item);
  if (!call) return null;
  const was = document.createElement("i");
  was.hidden = true;
  call.before(was);
  return was;
}

// Sets a note's call, or a link, where it stood.
function restore(item, where) {
  if (!where) return;
  if (item.kind === "link") setLink(item, where);
  else where.before(callOf(item));
}

// Lets other elements stand for a link.
function setLink(item, elements) {
  const paint = (element, is) => { element.classList.toggle("link", is); element.classList.toggle("was", !is); };
  linkOf(item).forEach((element) => paint(element, false));
  links[item.link] = elements;
  elements.forEach((element) => paint(element, true));
}

// Takes a decision down; `from` is where the item stood, if it was moved for it.
function decide(item, choice, from = place(item)) {
  past.push({ item, choice: item.choice, from });
  item.choice = choice;
  enlist(item);
  dirty = true;
  mark(item);
}

function mark(item) {
  const shown = item.kind === "note" ? [callOf(item)].filter(Boolean) : item.kind === "link" ? linkOf(item) : [];
  for (const element of shown) {
    element.classList.toggle("settled", settled(item));
    element.classList.toggle("doubt", !settled(item) && item.doubt);
  }
  const line = item.kind === "line" && removedOf(item);
  if (line) line.classList.toggle("back", settled(item) && item.choice.value);
  paint(item);
  count();
}

function accept() {
  const item = current;
  if (!item || byId("accept").disabled) return;
  const moved = settled(item) && Boolean(item.choice.moved);
  if (item.kind === "note") decide(item, { moved });
  else if (item.kind === "link") decide(item, { moved, nowhere: !isAtHome(linkOf(item)) });
  else decide(item, { value: item.kind === "line" ? item.repair === undefined : item.label === "weld" });
  onward(state(item));
}

function reject() {
  const item = current;
  if (!item || byId("reject").disabled) return;
  if (item.kind === "link") {
    const from = linkOf(item);
    setLink(item, []);
    decide(item, { moved: false, nowhere: true }, from);
  } else {
    decide(item, { value: item.kind === "line" ? item.repair !== undefined : item.label !== "weld" });
  }
  onward(state(item));
}

function withdraw() {
  if (!current || !settled(current)) return;
  const from = place(current);
  // what was moved goes back to where it stood at first
  const first = past.find((one) => one.item === current);
  if (first) restore(current, first.from);
  decide(current, null, from);
  card();
  light(current);
  say(`Withdrawn. ${byId("count").textContent}`);
}

function undo() {
  if (moving) return stop(false);
  const last = past.pop();
  if (!last) return say("There is nothing to undo");
  last.item.choice = last.choice;
  restore(last.item, last.from);
  mark(last.item);
  dirty = true;
  show(last.item);
  say(`Undone. ${byId("count").textContent}`);
}
