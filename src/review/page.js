"use strict";
// The page's own state: `items` are what can be decided, `step` those that are in the list, worst first. A decision is
// kept in its item; `past` holds what undo needs. Nothing of the document is ever read as markup.
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const items = data.items;
const text = byId("text");
const source = byId("source");
const past = [];
const WORDS = 10;

let step = [];
let current = null;
let moving = null;
let dirty = false;

const say = (message) => { byId("said").textContent = message; };
const settled = (item) => item.choice !== null;

// --- Where things are -------------------------------------------------------------------------------------------------

const callOf = (item) => text.querySelector(`.call[data-n="${item.note}"]`);

// The elements that stand for an item itself, and else the word at its place on a side of the page.
const removedOf = (item) => (item.repair === undefined ? null : source.querySelector(`[data-r="${item.repair}"]`));

function wordAt(side, item) {
  const piece = item.spot && side.querySelector(`[data-p="${item.spot[0]}"]`);
  if (!piece) return null;
  const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT);
  let left = item.spot[1];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.data.replace(/\s+/g, "").length;
    if (own < left) { left -= own; continue; }
    let end = 0;
    while (left > 0) { if (/\S/.test(node.data[end])) left -= 1; end += 1; }
    const range = document.createRange();
    range.setStart(node, node.data.slice(0, end).search(/\S+$/) < 0 ? 0 : node.data.slice(0, end).search(/\S+$/));
    range.setEnd(node, end + node.data.slice(end).search(/\s|$/));
    return range;
  }
  return null;
}

// Brings a place into the middle of its side.
function centre(side, place) {
  const element = place instanceof Range ? place.startContainer.parentElement : place;
  element.scrollIntoView({ block: "center", inline: "nearest" });
  if (!(place instanceof Range)) return;
  const frame = side.getBoundingClientRect();
  side.scrollTop += place.getBoundingClientRect().top - frame.top - frame.height / 2;
}

// --- The words around a place in the text -----------------------------------------------------------------------------

const flow = {
  acceptNode: (node) =>
    node.nodeType === Node.TEXT_NODE
      ? NodeFilter.FILTER_ACCEPT
      : node.matches(".call, .notes, h2, h3") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP,
};
const SHOW = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
const BLOCKS = "p, h4, h5, h6, li, pre, blockquote";
const walkerAt = (node) => {
  const walker = document.createTreeWalker(text, SHOW, flow);
  walker.currentNode = node;
  return walker;
};
const blockOf = (node) => node.parentElement.closest(BLOCKS);

// Text before (back) or after a node, at least WORDS words of it if there are as many.
function gather(node, back) {
  const walker = walkerAt(node);
  let out = "";
  let block = node.closest(BLOCKS);
  while (out.trim().split(/\s+/).length <= WORDS + 1) {
    const next = back ? walker.previousNode() : walker.nextNode();
    if (!next) break;
    const parted = blockOf(next) !== block ? " " : "";
    block = blockOf(next);
    out = back ? next.data + parted + out : out + parted + next.data;
  }
  return out;
}

function around(call) {
  const before = gather(call, true).trim().split(/\s+/).slice(-WORDS).join(" ");
  const after = gather(call, false).trim().split(/\s+/).slice(0, WORDS).join(" ");
  return { before, after };
}

// --- The list and the card --------------------------------------------------------------------------------------------

const sign = (item) => (settled(item) ? "✓" : item.confidence === 0 ? "‼" : "?");

function describe(item) {
  if (item.kind === "note") return `Note ${item.label}: ${item.text}`;
  return item.kind === "line" ? `Line: ${item.text}` : `Hyphen: ${item.text}`;
}

function row(item) {
  const li = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  for (const [name, content] of [["sign", ""], ["what", describe(item)], ["sure", item.confidence.toFixed(2)]]) {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = content;
    button.append(span);
  }
  button.addEventListener("click", () => show(item));
  li.append(button);
  item.row = li;
  paint(item);
  return li;
}

function paint(item) {
  if (!item.row) return;
  item.row.classList.toggle("settled", settled(item));
  item.row.querySelector(".sign").textContent = sign(item);
  const button = item.row.firstChild;
  if (item === current) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  button.setAttribute("aria-label", `${describe(item)}, ${settled(item) ? "settled" : "open"}`);
}

function count() {
  const done = step.filter(settled).length;
  byId("count").textContent = step.length ? `${done} of ${step.length} settled` : "No doubts";
  byId("progress").max = Math.max(step.length, 1);
  byId("progress").value = done;
  byId("undo").disabled = past.length === 0;
}

function state(item) {
  const choice = item.choice;
  if (choice === null) return "";
  if (item.kind === "note") return choice.moved ? "Moved by you" : "Accepted: it is called here";
  if (item.kind === "line") return choice.value ? "Put back into the text" : "Accepted: it is no text";
  return choice.value ? "It is one word" : "It keeps its hyphen";
}

function card() {
  const item = current;
  const unanchored = item && item.kind === "note" && item.confidence === 0 && !settled(item);
  byId("title").textContent = item ? item.title : "There is nothing to decide";
  byId("quote").textContent = item ? item.text : "";
  byId("why").textContent = item ? `Confidence ${item.confidence.toFixed(2)}: ${item.why || "no evidence"}` : "";
  byId("state").textContent = item ? state(item) : "";
  byId("state").className = item && settled(item) ? "settled" : "";
  byId("accept").disabled = !item || unanchored;
  byId("move").disabled = !item || item.kind !== "note";
  byId("reject").disabled = !item || item.kind === "note";
  byId("next").disabled = byId("previous").disabled = step.length === 0;
}

function light(item) {
  document.querySelectorAll(".current").forEach((element) => element.classList.remove("current"));
  const note = item.kind === "note";
  const places = [
    [source, note ? byId(`h${item.note}`) : removedOf(item) || wordAt(source, item)],
    [text, note ? callOf(item) : wordAt(text, item)],
  ].filter(([, place]) => place);
  for (const [side, place] of places) {
    if (place instanceof Element) place.classList.add("current");
    centre(side, place);
  }
  if (window.Highlight) {
    CSS.highlights.set("spot", new Highlight(...places.map(([, place]) => place).filter((place) => place instanceof Range)));
  }
}

function show(item) {
  if (moving) stop(false);
  const before = current;
  current = item;
  if (before) paint(before);
  paint(item);
  if (item.row) item.row.scrollIntoView({ block: "nearest" });
  card();
  light(item);
  say(`${item.title}. ${item.text}. ${state(item)}`);
}

function go(by) {
  if (!step.length) return;
  const at = step.indexOf(current);
  show(step[(at + by + step.length) % step.length]);
}

// The next doubt that is open, or the same if there is none.
function onward() {
  const at = step.indexOf(current);
  const rest = [...step.slice(at + 1), ...step.slice(0, at)];
  const open = rest.find((item) => !settled(item));
  if (open) show(open);
  else { card(); say("All doubts are settled. Press s to save."); }
}

// --- Deciding ---------------------------------------------------------------------------------------------------------

function place(item) {
  const call = callOf(item);
  return call && { parent: call.parentNode, next: call.nextSibling };
}

function decide(item, choice) {
  past.push({ item, choice: item.choice, place: item.kind === "note" ? item.from || place(item) : null });
  item.from = null;
  item.choice = choice;
  if (!step.includes(item)) { step.push(item); byId("list").append(row(item)); }
  dirty = true;
  mark(item);
}

function mark(item) {
  if (item.kind === "note") {
    const call = callOf(item);
    if (call) call.classList.toggle("settled", settled(item));
    if (call) call.classList.toggle("doubt", !settled(item) && item.doubt);
  }
  const removed = removedOf(item);
  if (removed && item.kind === "line") removed.classList.toggle("back", settled(item) && item.choice.value);
  paint(item);
  count();
}

function accept() {
  const item = current;
  if (!item || byId("accept").disabled) return;
  if (item.kind === "note") decide(item, { moved: item.choice !== null && item.choice.moved });
  else decide(item, { value: item.kind === "line" ? item.repair === undefined : item.label === "weld" });
  say(state(item));
  onward();
}

function reject() {
  const item = current;
  if (!item || byId("reject").disabled) return;
  decide(item, { value: item.kind === "line" ? item.repair !== undefined : item.label !== "weld" });
  say(state(item));
  onward();
}

function withdraw() {
  if (!current || !settled(current)) return;
  decide(current, null);
  card();
  say("Withdrawn");
}

function undo() {
  if (moving) return stop(false);
  const last = past.pop();
  if (!last) return say("There is nothing to undo");
  last.item.choice = last.choice;
  if (last.place) last.place.parent.insertBefore(callOf(last.item), last.place.next);
  mark(last.item);
  dirty = true;
  show(last.item);
  say("Undone");
}

// --- Moving a note: the selection is the cursor -----------------------------------------------------------------------

const TOKEN = /[\p{L}\p{N}](?:[\p{L}\p{N}]|['’\u2010-](?=[\p{L}\p{N}]))*|[.!?…,;:]+|[^\s\p{L}\p{N}.!?…,;:]+/gu;

// The tokens of a text node, as pairs of offsets.
function tokens(node) {
  return [...node.data.matchAll(TOKEN)].map((found) => [found.index, found.index + found[0].length]);
}

function startMoving() {
  const item = current;
  if (!item || item.kind !== "note") return;
  const call = callOf(item);
  if (!call) return;
  const walker = walkerAt(call);
  let node = walker.previousNode();
  while (node && tokens(node).length === 0) node = walker.previousNode();
  if (!node) { node = walkerAt(text).nextNode(); }
  if (!node || tokens(node).length === 0) return say("There is no word to choose");
  // A note without a place begins at the place of the note before it.
  const near = item.confidence === 0 && !settled(item) && earlier(item);
  moving = { item, at: near || { node, token: tokens(node).length - 1 } };
  document.body.classList.add("moving");
  select();
  say("Choose a word: arrows, then Enter");
}

function earlier(item) {
  for (let n = item.note - 1; n >= 0; n -= 1) {
    const call = text.querySelector(`.flow .call[data-n="${n}"]`);
    if (!call) continue;
    const walker = walkerAt(call);
    for (let node = walker.previousNode(); node; node = walker.previousNode()) {
      if (tokens(node).length) return { node, token: tokens(node).length - 1 };
    }
  }
  return null;
}

function select() {
  const { node, token } = moving.at;
  const [start, end] = tokens(node)[token];
  getSelection().setBaseAndExtent(node, start, node, end);
  const box = document.createRange();
  box.setStart(node, start);
  box.setEnd(node, end);
  const seen = box.getBoundingClientRect();
  const frame = text.getBoundingClientRect();
  if (seen.top < frame.top + 40 || seen.bottom > frame.bottom - 40) node.parentElement.scrollIntoView({ block: "center" });
  byId("state").textContent = `Behind “${node.data.slice(start, end)}”? Enter sets it, Esc leaves it`;
}

// The token before or behind one, in this node or another.
function neighbour(at, by) {
  const own = tokens(at.node);
  if (own[at.token + by]) return { node: at.node, token: at.token + by };
  const walker = walkerAt(at.node);
  for (;;) {
    const node = by < 0 ? walker.previousNode() : walker.nextNode();
    if (!node) return null;
    const all = tokens(node);
    if (all.length) return { node, token: by < 0 ? all.length - 1 : 0 };
  }
}

const said = (at) => at.node.data.slice(...tokens(at.node)[at.token]);
const ends = (at) => {
  const next = neighbour(at, 1);
  return !next || /^[.!?…]/.test(said(next)) || blockOf(next.node) !== blockOf(at.node);
};

function walk(by, far) {
  let at = neighbour(moving.at, by);
  while (far && at && (!ends(at) || /^[.!?…,;:]/.test(said(at)))) at = neighbour(at, by);
  if (!at) return say("There are no more words");
  moving.at = at;
  select();
  say(said(at));
}

function stop(set) {
  const { item, at } = moving;
  moving = null;
  document.body.classList.remove("moving");
  getSelection().removeAllRanges();
  if (!set) { card(); light(item); return say("Left where it was"); }
  const [, end] = tokens(at.node)[at.token];
  item.from = place(item);
  const call = callOf(item);
  const rest = at.node.splitText(end);
  rest.parentNode.insertBefore(call, rest);
  decide(item, { moved: true });
  say(`Note ${item.label} is called behind ${at.node.data.slice(-20)}`);
  light(item);
  onward();
}

// The word under the pointer becomes the chosen one.
function choose(event) {
  const spot = document.caretPositionFromPoint
    ? document.caretPositionFromPoint(event.clientX, event.clientY)
    : document.caretRangeFromPoint(event.clientX, event.clientY);
  const node = spot && (spot.offsetNode || spot.startContainer);
  if (!node || node.nodeType !== Node.TEXT_NODE || !node.parentElement.closest(".flow") || node.parentElement.closest(".call")) return;
  const offset = spot.offsetNode ? spot.offset : spot.startOffset;
  const token = tokens(node).findLastIndex(([start]) => start <= offset);
  if (token >= 0) { moving.at = { node, token }; select(); }
}

// --- Saving -----------------------------------------------------------------------------------------------------------

// A string as TOML has it. What cannot be seen, or turns text round, is written out.
const quoted = (string) =>
  JSON.stringify(string.toWellFormed ? string.toWellFormed() : string).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

function table(name, pairs) {
  const lines = pairs.map(([key, value]) => `${key} = ${typeof value === "string" ? quoted(value) : value}`);
  return `\n[[${name}]]\n${lines.join("\n")}\n`;
}

function toml() {
  let out = `# Decisions on ${quoted(data.source)}; put this file beside it.\nversion = ${data.version}\nsource = ${quoted(data.source)}\n`;
  const parts = { note: "", line: "", hyphen: "" };
  for (const kind of ["note", "line", "hyphen"]) {
    for (const entry of data.unfit[kind] || []) parts[kind] += table(kind, Object.entries(entry));
  }
  for (const item of items.filter(settled)) {
    const words = item.kind === "note" ? around(callOf(item)) : { before: item.before, after: item.after };
    const ends = [["before", words.before], ["after", words.after]];
    if (item.kind === "note") parts.note += table("note", [["label", item.label], ["body", item.text], ...ends]);
    if (item.kind === "line") parts.line += table("line", [["text", item.text], ["keep", item.choice.value], ...ends]);
    if (item.kind === "hyphen") parts.hyphen += table("hyphen", [["weld", item.choice.value], ...ends]);
  }
  return out + parts.note + parts.line + parts.hyphen;
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([toml()], { type: "application/toml" }));
  link.download = `${data.source.replace(/\.[^.]*$/, "")}.decisions.toml`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  dirty = false;
  say(`Saved as ${link.download}. Put it beside ${data.source}.`);
}

// --- Keys, pointer ----------------------------------------------------------------------------------------------------

function help() {
  const keys = byId("keys");
  keys.hidden = !keys.hidden;
  byId("help").setAttribute("aria-expanded", String(!keys.hidden));
}

const KEYS = { n: () => go(1), p: () => go(-1), a: accept, r: reject, m: startMoving, w: withdraw, u: undo, s: save, "?": help };
const MOVES = {
  ArrowLeft: () => walk(-1, false), ArrowRight: () => walk(1, false),
  ArrowUp: () => walk(-1, true), ArrowDown: () => walk(1, true),
  Enter: () => stop(true), Escape: () => stop(false),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = moving && MOVES[event.key] ? MOVES[event.key] : moving ? null : KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

const BUTTONS = { accept, reject, move: startMoving, next: () => go(1), previous: () => go(-1), undo, save, help };
for (const [id, act] of Object.entries(BUTTONS)) byId(id).addEventListener("click", act);

text.addEventListener("click", (event) => {
  if (moving) return choose(event);
  const call = event.target.closest(".call");
  const item = call && items.find((one) => one.note === Number(call.dataset.n));
  if (item) show(item);
});

source.addEventListener("click", (event) => {
  const removed = event.target.closest("[data-r]");
  const item = removed && items.find((one) => one.repair === Number(removed.dataset.r));
  if (item) show(item);
});

// What is pointed at on one side, or selected, is lit on both.
let lit = [];
function mirror(element, scroll) {
  const piece = element && element.closest && element.closest("[data-p]");
  lit.forEach((one) => one.classList.remove("lit"));
  lit = piece ? [...document.querySelectorAll(`[data-p="${piece.dataset.p}"]`)] : [];
  lit.forEach((one) => {
    one.classList.add("lit");
    if (scroll && !one.contains(element)) one.scrollIntoView({ block: "nearest" });
  });
}
for (const side of [source, text]) side.addEventListener("pointerover", (event) => mirror(event.target, false));
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  if (moving || selection.isCollapsed || !selection.anchorNode) return;
  const anchor = selection.anchorNode;
  const element = anchor instanceof Element ? anchor : anchor.parentElement;
  if (element && (source.contains(element) || text.contains(element))) mirror(element, true);
});
addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

for (const item of items) {
  item.choice = item.decided === undefined ? null : item.kind === "note" ? { moved: false } : { value: item.decided };
}
step = items.filter((item) => item.doubt).sort((one, other) => one.confidence - other.confidence);
byId("list").append(...step.map(row));
count();
card();
const first = step.find((item) => !settled(item)) || step[0];
if (first) show(first);
