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

// What a decision says, key by key.
const SAYS = {
  note: (item) => ({ label: item.label, body: item.text, ...around([callOf(item)]) }),
  line: (item) => ({ text: item.text, keep: item.choice.value, before: item.before, after: item.after }),
  hyphen: (item) => ({ weld: item.choice.value, before: item.before, after: item.after }),
  link: (item) => {
    const nowhere = item.choice.nowhere;
    // of what belongs nowhere, the words are told that it does not belong to
    const elements = nowhere ? homes[item.link] || [] : linkOf(item);
    if (nowhere && !isAtHome(elements)) return item.was || { url: item.label, nowhere };
    const note = noteAt(elements[0]);
    const label = note ? { note: note.parentElement.querySelector("b").textContent } : {};
    const words = { ...label, text: said(elements), ...around(elements) };
    const full = Object.entries(words).filter(([, said]) => said !== "");
    return { url: item.label, ...(nowhere ? { nowhere } : {}), ...Object.fromEntries(full) };
  },
};

function toml() {
  let out = `# Decisions on ${quoted(data.source)}; put this file beside it.\nversion = ${data.version}\nsource = ${quoted(data.source)}\n`;
  for (const kind of ["note", "line", "hyphen", "link"]) {
    for (const entry of data.unfit[kind] || []) out += table(kind, Object.entries(entry));
    for (const item of items.filter((one) => one.kind === kind && settled(one))) {
      out += table(kind, Object.entries(SAYS[kind](item)));
    }
  }
  return out;
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
