// --- Keys, pointer ----------------------------------------------------------------------------------------------------

function help() {
  const keys = byId("keys");
  keys.hidden = !keys.hidden;
  byId("help").setAttribute("aria-expanded", String(!keys.hidden));
}

// The next of the filter's choices that has something.
function turnFilter() {
  const filter = byId("filter");
  const options = [...filter.options].filter((option) => !option.disabled);
  const at = options.findIndex((option) => option.value === filter.value);
  filter.value = options[(at + 1) % options.length].value;
  sift();
}

function sift() {
  list();
  const stays = seen.includes(current) ? current : seen[0];
  const first = stays && settled(stays) ? seen.find((item) => !settled(item) && item.doubt) || stays : stays;
  if (first) show(first);
  const filter = byId("filter");
  say(`${filter.selectedOptions[0].textContent}. ${byId("said").textContent}`);
}

const KEYS = {
  n: () => go(1), p: () => go(-1), a: accept, r: reject, m: startMoving, w: withdraw, u: undo, s: save, f: turnFilter, "?": help,
};
const MOVES = {
  ArrowLeft: (event) => (event.shiftKey ? extend(-1) : walk(-1, "word")),
  ArrowRight: (event) => (event.shiftKey ? extend(1) : walk(1, "word")),
  ArrowUp: () => walk(-1, "sentence"),
  ArrowDown: () => walk(1, "sentence"),
  PageUp: () => walk(-1, "block"),
  PageDown: () => walk(1, "block"),
  Enter: () => stop(true),
  Escape: () => stop(false),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === byId("filter")) return;
  const act = (moving ? MOVES : KEYS)[event.key];
  if (!act) return;
  event.preventDefault();
  act(event);
});

const BUTTONS = { accept, reject, move: startMoving, next: () => go(1), previous: () => go(-1), undo, save, help };
for (const [id, act] of Object.entries(BUTTONS)) byId(id).addEventListener("click", act);

byId("filter").addEventListener("change", () => {
  sift();
  byId("card").focus();
});

text.addEventListener("click", (event) => {
  if (moving) return choose(event);
  const call = event.target.closest(".call");
  const link = event.target.closest(".link");
  const item = call
    ? items.find((one) => one.note === Number(call.dataset.n))
    : link && items.find((one) => one.link === Number(link.dataset.l));
  if (item) show(item);
});

source.addEventListener("click", (event) => {
  const taken = event.target.closest("[data-r]");
  const item = taken && items.find((one) => one.repair === Number(taken.dataset.r));
  if (item) show(item);
});

// What is pointed at on one side, or selected, is lit on both.
let lit = [];
function mirror(element, scroll) {
  const piece = element && element.closest && element.closest("[data-p]");
  const now = piece ? [source, text].flatMap((side) => pieces[side.id][piece.dataset.p] || []) : [];
  lit.forEach((one) => one.classList.remove("lit"));
  lit = now;
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

// --- The start --------------------------------------------------------------------------------------------------------

const BEFORE = {
  note: () => ({ moved: false }),
  link: (item) => ({ moved: false, nowhere: !isAtHome(linkOf(item)) }),
  line: (item) => ({ value: item.decided }),
  hyphen: (item) => ({ value: item.decided }),
};
for (const item of items) item.choice = item.decided === undefined ? null : BEFORE[item.kind](item);
step = items.filter((item) => item.doubt).sort((one, other) => one.confidence - other.confidence);
for (const item of step) item.listed = true;
list();
count();
card();
const first = step.find((item) => !settled(item)) || step[0];
if (first) show(first);
