"use strict";
// Where things are on the page. Nothing of the document is ever read as markup, and nothing is searched for twice: what a
// number stands for is found in an index that is made once.
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const items = data.items;
const text = byId("text");
const source = byId("source");
const WORDS = 10;

// The elements of a side by an attribute that is a number.
function index(side, name) {
  const found = [];
  for (const element of side.querySelectorAll(`[data-${name}]`)) {
    const number = Number(element.dataset[name]);
    (found[number] ||= []).push(element);
  }
  return found;
}

const calls = index(text, "n");
const removed = index(source, "r");
const pieces = { source: index(source, "p"), text: index(text, "p") };
// The elements that stand for each link now; those where it stood before are kept, but are no link's.
const links = index(text, "l");
const homes = [...links];

const callOf = (item) => (calls[item.note] || [])[0];
const removedOf = (item) => (removed[item.repair] || [])[0];
const linkOf = (item) => links[item.link] || [];
// Whether a link stands among words, and not in the list at the end.
const isAtHome = (elements) => elements.length > 0 && !elements[0].querySelector(".added");

// The word at an item's place on a side of the page.
function wordAt(side, item) {
  const piece = item.spot && (pieces[side.id][item.spot[0]] || [])[0];
  if (!piece) return null;
  const walker = document.createTreeWalker(piece, SHOW, flow);
  let left = item.spot[1];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.data.replace(/\s+/g, "").length;
    if (own < left) { left -= own; continue; }
    let end = 0;
    while (left > 0) { if (/\S/.test(node.data[end])) left -= 1; end += 1; }
    const range = document.createRange();
    range.setStart(node, Math.max(node.data.slice(0, end).search(/\S+$/), 0));
    range.setEnd(node, end + node.data.slice(end).search(/\s|$/));
    return range;
  }
  return null;
}

// Brings places, one a side, into the middle of their sides.
function centre(places) {
  for (const [, place] of places) {
    const element = place instanceof Range ? place.startContainer.parentElement : place;
    element.scrollIntoView({ block: "center", inline: "nearest" });
  }
  // a piece may be as long as a chapter: its word is centred then
  const ranges = places.filter(([, place]) => place instanceof Range);
  const offs = ranges.map(([side, place]) => {
    const frame = side.getBoundingClientRect();
    return place.getBoundingClientRect().top - frame.top - frame.height / 2;
  });
  ranges.forEach(([side], i) => { side.scrollTop += offs[i]; });
}

// --- The words around a place -----------------------------------------------------------------------------------------

const SHOW = NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT;
const BLOCKS = "p, h4, h5, h6, li, pre, blockquote, td, th";
// What is no text of the document, besides headings of the page itself: calls, and what no source says.
const OTHER = ".call, .added, h2, h3, .note > b";
const passing = (other) => ({
  acceptNode: (node) =>
    node.nodeType === Node.TEXT_NODE
      ? NodeFilter.FILTER_ACCEPT
      : node.matches(other) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP,
});
const flow = passing(OTHER);
const body = passing(`${OTHER}, .notes`);

const noteAt = (node) => (node instanceof Element ? node : node.parentElement).closest(".note > div");
const blockOf = (node) => (node instanceof Element ? node : node.parentElement).closest(BLOCKS);

// Walks through the text that a place belongs to: one note, or the body.
function walkerAt(node) {
  const note = noteAt(node);
  const walker = document.createTreeWalker(note || text, SHOW, note ? flow : body);
  walker.currentNode = node;
  return walker;
}

// Text before (back) or after a place, at least WORDS words of it if there are as many.
function gather(node, back) {
  const walker = walkerAt(node);
  let out = "";
  let block = blockOf(node);
  while (out.trim().split(/\s+/).length <= WORDS + 1) {
    const next = back ? walker.previousNode() : walker.nextNode();
    if (!next) break;
    if (node.contains(next)) continue;
    const parted = blockOf(next) !== block ? " " : "";
    block = blockOf(next);
    out = back ? next.data + parted + out : out + parted + next.data;
  }
  return out.trim().split(/\s+/);
}

// The words before the first and after the last of some elements, and those in them.
function around(elements) {
  const before = gather(elements[0], true).slice(-WORDS).join(" ");
  const after = gather(elements.at(-1), false).slice(0, WORDS).join(" ");
  return { before, after };
}

function said(elements) {
  const out = [];
  for (const element of elements) {
    const walker = document.createTreeWalker(element, SHOW, flow);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) out.push(node.data);
  }
  return out.join("").trim().replace(/\s+/g, " ");
}
