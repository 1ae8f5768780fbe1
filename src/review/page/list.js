// --- The list and the card --------------------------------------------------------------------------------------------

// `step` are the items that are in the list, worst first, and `seen` those of them that the filter lets through.
// What can be seen of the list is laid out in chunks, so that a long one costs no more than a short one.
const CHUNK = 50;
const KINDS = { note: "Notes", link: "Links", line: "Lines", hyphen: "Hyphens" };
let step = [];
let seen = [];
let current = null;

const say = (message) => { byId("said").textContent = message; };
const settled = (item) => item.choice !== null;
const unplaced = (item) => (item.kind === "note" || item.kind === "link") && item.confidence === 0;
const sign = (item) => (settled(item) ? "✓" : unplaced(item) ? "‼" : "?");

function describe(item) {
  if (item.kind === "note") return `Note ${item.label}: ${item.text}`;
  if (item.kind === "link") return `Link: ${item.label.replace(/^(https?:\/\/(www\.)?|mailto:)/, "")}`;
  if (item.kind === "line") return `Line: ${item.text}`;
  return `${item.before.endsWith("-") ? "Hyphen" : "Word"}: ${item.text}`;
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
  const button = item.row.firstChild;
  button.firstChild.textContent = sign(item);
  if (item === current) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  button.setAttribute("aria-label", `${describe(item)}, ${settled(item) ? "settled" : "open"}`);
}

// Shows the items that the filter lets through.
function list() {
  const only = byId("filter").value;
  const every = only === "every";
  const from = every ? items : step;
  seen = every || only === "doubts" ? [...from] : from.filter((item) => item.kind === only);
  const chunks = [];
  for (let at = 0; at < seen.length; at += CHUNK) {
    const chunk = document.createElement("ol");
    chunk.start = at + 1;
    chunk.append(...seen.slice(at, at + CHUNK).map((item) => item.row || row(item)));
    chunk.style.setProperty("--rows", chunk.childElementCount);
    chunks.push(chunk);
  }
  byId("list").replaceChildren(...chunks);
}

// Takes an item into the list that was in no doubt before.
function enlist(item) {
  if (item.listed) return;
  item.listed = true;
  step.push(item);
  list();
}

function count() {
  const done = {};
  const all = {};
  for (const item of step) {
    all[item.kind] = (all[item.kind] || 0) + 1;
    done[item.kind] = (done[item.kind] || 0) + (settled(item) ? 1 : 0);
  }
  const sum = (counts) => Object.values(counts).reduce((one, other) => one + other, 0);
  byId("count").textContent = step.length ? `${sum(done)} of ${step.length} settled` : "No doubts";
  byId("progress").max = Math.max(step.length, 1);
  byId("progress").value = sum(done);
  byId("undo").disabled = past.length === 0;
  for (const option of byId("filter").options) {
    const kind = option.value;
    if (!KINDS[kind]) continue;
    option.hidden = option.disabled = !all[kind];
    option.textContent = `${KINDS[kind]}: ${done[kind] || 0} of ${all[kind] || 0} settled`;
  }
}

function state(item) {
  const choice = item.choice;
  if (choice === null) return "";
  if (item.kind === "note") return choice.moved ? "Moved by you" : "Accepted: it is called here";
  if (item.kind === "link" && choice.nowhere) return "It belongs nowhere, and is listed at the end";
  if (item.kind === "link") return choice.moved ? "Moved by you" : "Accepted: it belongs here";
  if (item.kind === "line") return choice.value ? "Put back into the text" : "Accepted: it is no text";
  if (choice.value) return "It is one word";
  return item.before.endsWith("-") ? "It keeps its hyphen" : "They are two words";
}

const REJECT = { note: "Reject", link: "Belongs nowhere", line: "Put back", hyphen: "Reject" };

function card() {
  const item = current;
  const kind = item ? item.kind : "note";
  byId("title").textContent = item ? item.title : "There is nothing to decide";
  byId("quote").textContent = item ? item.text : "";
  byId("why").textContent = item ? `Confidence ${item.confidence.toFixed(2)}: ${item.why || "no evidence"}` : "";
  byId("state").textContent = item ? state(item) : "";
  byId("state").className = item && settled(item) ? "settled" : "";
  byId("accept").disabled = !item || (kind === "note" && unplaced(item) && !settled(item));
  byId("move").disabled = !item || (kind !== "note" && kind !== "link");
  byId("reject").disabled = !item || kind === "note" || (kind === "link" && !isAtHome(linkOf(item)));
  byId("reject").firstChild.data = `${REJECT[kind]} `;
  byId("next").disabled = byId("previous").disabled = seen.length === 0;
}

// The elements, or words, that stand for an item, each with its side.
function placesOf(item) {
  const sides = {
    note: () => [byId(`h${item.note}`), callOf(item)],
    link: () => [removedOf(item), linkOf(item)[0]],
    line: () => [removedOf(item) || wordAt(source, item), wordAt(text, item)],
    hyphen: () => [removedOf(item) || wordAt(source, item), wordAt(text, item)],
  };
  const [left, right] = sides[item.kind]();
  return [[source, left], [text, right]].filter(([, place]) => place);
}

let marked = [];
function light(item) {
  marked.forEach((element) => element.classList.remove("current"));
  const places = placesOf(item);
  marked = places.map(([, place]) => place).filter((place) => place instanceof Element);
  if (item.kind === "link") marked.push(...linkOf(item).slice(1));
  marked.forEach((element) => element.classList.add("current"));
  centre(places);
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
  card();
  light(item);
  if (item.row) item.row.scrollIntoView({ block: "nearest" });
  say([item.title, item.text, state(item)].filter(Boolean).join(". "));
}

function go(by) {
  if (!seen.length) return;
  const at = seen.indexOf(current);
  show(seen[at < 0 ? 0 : (at + by + seen.length) % seen.length]);
}

// The next doubt that is open, or the same if there is none.
function onward(told) {
  const at = seen.indexOf(current);
  const open = [...seen.slice(at + 1), ...seen.slice(0, Math.max(at, 0))].find((item) => !settled(item) && item.doubt);
  const progress = `${told}. ${byId("count").textContent}`;
  if (open) {
    show(open);
    say(`${progress}. ${byId("said").textContent}`);
  } else {
    card();
    say(`${progress}. Nothing is left here. Press s to save.`);
  }
}
