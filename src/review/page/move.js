// --- Moving a note or a link: the selection is the cursor -------------------------------------------------------------

// What is being moved: the item, and the token chosen, or the first and the last of those chosen for a link.
let moving = null;

const TOKEN = /[\p{L}\p{N}](?:[\p{L}\p{N}]|['’\u2010-](?=[\p{L}\p{N}]))*|[.!?…,;:]+|[^\s\p{L}\p{N}.!?…,;:]+/gu;

// The tokens of a text node, as pairs of offsets.
function tokens(node) {
  return [...node.data.matchAll(TOKEN)].map((found) => [found.index, found.index + found[0].length]);
}

// The first token behind, or the last before, a place, in the same text.
function tokenAt(start, back) {
  const walker = walkerAt(start);
  for (;;) {
    const node = back ? walker.previousNode() : walker.nextNode();
    if (!node) return null;
    const all = tokens(node);
    if (all.length) return { node, token: back ? all.length - 1 : 0 };
  }
}

// Where the choice of a place begins.
function beginning(item) {
  if (item.kind === "link") {
    const [element] = linkOf(item);
    const at = isAtHome(linkOf(item)) && element && tokenAt(element, false);
    return at || onPage(item.page);
  }
  const call = callOf(item);
  // a note without a place begins at the place of the note before it
  return (unplaced(item) && !settled(item) && earlier(item)) || tokenAt(call, true) || tokenAt(text, false);
}

// The first word of the text on a page, or before it.
function onPage(page) {
  const flows = [...text.querySelectorAll(".flow")];
  const found = flows.find((flow) => Number(flow.dataset.page) >= page) || flows[0];
  return tokenAt(found || text, false) || tokenAt(text, false);
}

function earlier(item) {
  for (let n = item.note - 1; n >= 0; n -= 1) {
    const call = (calls[n] || [])[0];
    if (call && call.closest(".flow") && !call.closest(".lost")) return tokenAt(call, true);
  }
  return onPage(item.page);
}

function startMoving() {
  const item = current;
  if (!item || byId("move").disabled || (item.kind === "note" && !callOf(item))) return;
  const at = beginning(item);
  if (!at) return say("There is no word to choose");
  moving = { item, at, to: at };
  document.body.classList.add("moving");
  select();
  const more = item.kind === "link" ? "arrows, with Shift for more words" : "arrows";
  say(`Choose a word: ${more}, then Enter. ${word(at)}`);
}

const span = (at) => tokens(at.node)[at.token];
const word = (at) => at.node.data.slice(...span(at));
const chosen = () => (moving.at === moving.to ? word(moving.at) : `${word(moving.at)} … ${word(moving.to)}`);

function select() {
  const { item, at, to } = moving;
  const [start] = span(at);
  const [, end] = span(to);
  getSelection().setBaseAndExtent(at.node, start, to.node, end);
  const box = document.createRange();
  box.setStart(to.node, span(to)[0]);
  box.setEnd(to.node, end);
  const seen = box.getBoundingClientRect();
  const frame = text.getBoundingClientRect();
  if (seen.top < frame.top + 40 || seen.bottom > frame.bottom - 40) {
    to.node.parentElement.scrollIntoView({ block: "nearest" });
    text.scrollTop += box.getBoundingClientRect().top - frame.top - frame.height / 2;
  }
  const where = item.kind === "link" ? `On “${chosen()}”` : `Behind “${word(at)}”`;
  byId("state").textContent = `${where}? Enter sets it, Esc leaves it`;
}

// The token before or behind one, in this node or another.
function neighbour(at, by) {
  if (tokens(at.node)[at.token + by]) return { node: at.node, token: at.token + by };
  const next = tokenAt(at.node, by < 0);
  if (next || moving.item.kind !== "link") return next;
  // a link may belong to a note: behind the body come the notes, one after the other
  const note = noteAt(at.node);
  const notes = [...text.querySelectorAll(".note > div")];
  const other = note ? notes.indexOf(note) + by : by < 0 ? -1 : 0;
  if (notes[other]) return by < 0 ? lastOf(notes[other]) : tokenAt(notes[other], false);
  const flows = text.querySelectorAll(".flow");
  return note && by < 0 && flows.length ? lastOf(flows[flows.length - 1]) : null;
}

// The last token of an element.
function lastOf(element) {
  const walker = document.createTreeWalker(element, SHOW, flow);
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (tokens(node).length) last = node;
  return last && { node: last, token: tokens(last).length - 1 };
}

// How far a step goes: to the next word or sign, to the end of a sentence, to the end of a paragraph.
const isSign = (at) => /^[.!?…,;:]/.test(word(at));
const FAR = {
  word: () => true,
  sentence: (at, next) => !isSign(at) && (!next || /^[.!?…]/.test(word(next)) || blockOf(next.node) !== blockOf(at.node)),
  block: (at, next) => !isSign(at) && (!next || blockOf(next.node) !== blockOf(at.node)),
};

function walk(by, far) {
  let at = neighbour(moving.at, by);
  while (at && !FAR[far](at, far === "word" ? null : neighbour(at, 1))) at = neighbour(at, by);
  if (!at) return say("There are no more words");
  moving.at = moving.to = at;
  select();
  say(word(at));
}

// Takes one word more into a link, or one less.
function extend(by) {
  if (moving.item.kind !== "link") return walk(by, "word");
  if (by < 0 && moving.to === moving.at) return say("A link needs a word");
  const to = neighbour(moving.to, by);
  if (!to || blockOf(to.node) !== blockOf(moving.at.node)) return say("A link stays within its paragraph");
  const same = to.node === moving.at.node && to.token === moving.at.token;
  moving.to = same ? moving.at : to;
  select();
  say(word(to));
}

function stop(set) {
  const { item, at, to } = moving;
  if (set && item.kind === "link" && isLinked(item, at, to)) return say("These words are another link's: move that one first");
  const told = chosen();
  moving = null;
  document.body.classList.remove("moving");
  getSelection().removeAllRanges();
  if (!set) {
    card();
    light(item);
    return say("Left where it was");
  }
  const from = place(item);
  if (item.kind === "link") {
    setLink(item, wrap(item, at, to));
    decide(item, { moved: true, nowhere: false }, from);
    return onward(`The link belongs to ${told}`);
  }
  const [, end] = span(at);
  at.node.splitText(end).before(callOf(item));
  decide(item, { moved: true }, from);
  onward(`Note ${item.label} is called behind ${told}`);
}

// The text nodes from one token to another.
function nodesOf(at, to) {
  const walker = walkerAt(at.node);
  const nodes = [at.node];
  while (nodes.at(-1) !== to.node) {
    const next = walker.nextNode();
    if (!next) break;
    nodes.push(next);
  }
  return nodes;
}

function isLinked(item, at, to) {
  const own = new Set(linkOf(item));
  return nodesOf(at, to).some((node) => {
    const link = node.parentElement.closest(".link");
    return link && !own.has(link);
  });
}

// Makes elements of a link of the words from one token to another, one in each text node.
function wrap(item, at, to) {
  const [start] = span(at);
  const [, end] = span(to);
  const nodes = nodesOf(at, to);
  return nodes.filter((node) => node === at.node || node === to.node || node.data.trim()).map((node) => {
    // from the end on, so that the offset of the start stays right
    if (node === to.node) node.splitText(end);
    const part = node === at.node ? node.splitText(start) : node;
    const element = document.createElement("span");
    element.dataset.l = item.link;
    element.title = item.label;
    part.before(element);
    element.append(part);
    return element;
  });
}

// The word under the pointer becomes the chosen one; with Shift, the last of those chosen for a link.
function choose(event) {
  const spot = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(event.clientX, event.clientY)
    : document.caretRangeFromPoint(event.clientX, event.clientY);
  const node = spot && (spot.offsetNode || spot.startContainer);
  if (!node || node.nodeType !== Node.TEXT_NODE || node.parentElement.closest(OTHER)) return;
  const link = moving.item.kind === "link";
  if (!node.parentElement.closest(link ? ".flow, .note" : ".flow")) return;
  const offset = spot.offsetNode ? spot.offset : spot.startOffset;
  const token = tokens(node).findLastIndex(([start]) => start <= offset);
  if (token < 0) return;
  const at = { node, token };
  const behind = () => {
    const order = moving.at.node.compareDocumentPosition(node);
    return node === moving.at.node ? token >= moving.at.token : (order & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  };
  if (link && event.shiftKey && blockOf(node) === blockOf(moving.at.node) && behind()) moving.to = at;
  else moving.at = moving.to = at;
  select();
}
