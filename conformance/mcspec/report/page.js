"use strict";
// Shows the cases that the fragment of the address asks for (#area=classic.cas&verdict=FAIL), so
// that what is seen can be linked to, and the links of the matrix need no script of their own.

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filter");
  const list = document.getElementById("list");
  const BY_WEIGHT = "EFBXNxPsu";
  const NOT_RUN = "su";
  const ATTENTION = ["ERROR", "FAIL", "BLOCKED", "XPASS", "NON-STRICT"];
  const several = data.runs.length > 1;

  const escape = (text) =>
    text.replace(/[&<>"]/g, (each) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[each]);
  const worst = (run) => (run ? [...BY_WEIGHT].find((letter) => run.codes.includes(letter)) : "");
  const nameOf = (letter) => data.verdicts[letter] || "absent";
  const classOf = (letter) => (letter ? `v-${nameOf(letter).toLowerCase()}` : "");
  const areaOf = (id) => id.split(".").slice(0, 2).join(".");

  function prepare(entry) {
    entry.area = areaOf(entry.id);
    entry.worst = entry.runs.map(worst);
    const ran = entry.runs.filter((run, at) => run && !NOT_RUN.includes(entry.worst[at]));
    entry.differs = new Set(ran.map((run) => run.codes)).size > 1;
    const details = entry.runs.flatMap((run) => (run ? run.details : []));
    const reasons = details.map((number) => data.details[number].reason || "");
    entry.words = [entry.id, entry.title, ...entry.rules, ...reasons].join("\n").toLowerCase();
  }

  // The list

  function verdictCell(run, letter, at) {
    const shares = run ? [...run.codes].filter((each) => each !== ".") : [];
    const same = shares.filter((each) => each === letter).length;
    const some = same < shares.length ? `<small>${same} of ${shares.length} framings</small>` : "";
    const of = several ? `<span class="sr of">${escape(data.runs[at])} </span>` : "";
    return `<span class="verdict ${classOf(letter)}">${of}${nameOf(letter)}${some}</span>`;
  }

  function caseRow(entry) {
    const cells = entry.runs.map((run, at) => verdictCell(run, entry.worst[at], at)).join("");
    return (
      `<details class="case" id="case-${escape(entry.id)}"><summary>` +
      `<span class="name">${escape(entry.title)}` +
      `<small><code>${escape(entry.id)}</code> · ${entry.level}</small></span>` +
      `${cells}</summary></details>`
    );
  }

  function buildList() {
    const areas = new Map();
    for (const entry of data.cases) {
      if (!areas.has(entry.area)) areas.set(entry.area, []);
      areas.get(entry.area).push(entry);
    }
    list.innerHTML = [...areas]
      .map(
        ([area, entries]) =>
          `<section class="area"><h3>${escape(area)}<small></small></h3>` +
          `${entries.map(caseRow).join("")}</section>`,
      )
      .join("");
    const rows = list.querySelectorAll(".case");
    [...areas.values()].flat().forEach((entry, at) => {
      entry.row = rows[at];
      entry.row.addEventListener("toggle", () => fill(entry));
    });
  }

  // What a case says when it is opened

  function lines(texts, classOfLine) {
    return texts.map((text) => {
      const name = classOfLine(text);
      return name ? `<span class="${name}">${escape(text)}</span>` : escape(text);
    }).join("\n");
  }

  function told(number, run) {
    const detail = data.details[number];
    const where = several ? `${escape(data.runs[run])}: ` : "";
    const parts = [
      `<h4>${where}<b>${nameOf(detail.verdict)}</b> <small>${detail.framings.join(", ")}</small></h4>`,
    ];
    if (detail.reason) parts.push(`<p>${escape(detail.reason)}</p>`);
    if (detail.step) parts.push(`<p>line <code>${escape(detail.step)}</code></p>`);
    if (detail.difference) {
      const mark = (text) => (/^ *\^\^/.test(text) ? "mark" : "");
      parts.push(`<pre>${lines(detail.difference, mark)}</pre>`);
    }
    if (detail.log) {
      const sent = (text) => (text[1] === ">" ? "out" : "");
      const open = detail.log.length <= 12 && ATTENTION.includes(nameOf(detail.verdict)) ? " open" : "";
      parts.push(
        `<details${open}><summary>wire log, ${detail.log.length} lines</summary>` +
          `<pre>${lines(detail.log, sent)}</pre></details>`,
      );
    }
    if (detail.repro) parts.push(`<pre class="repro">${escape(detail.repro)}</pre>`);
    return `<div class="told ${classOf(detail.verdict)}">${parts.join("")}</div>`;
  }

  function fill(entry) {
    if (!entry.row.open || entry.row.children.length > 1) return;
    const rules = entry.rules.map(
      (rule) => `<p class="rule"><code>${escape(rule)}</code> ${escape(data.rules[rule] || "")}</p>`,
    );
    const details = entry.runs.flatMap((run, at) =>
      run ? run.details.map((number) => told(number, at)) : [],
    );
    const body = document.createElement("div");
    body.innerHTML = `<p class="rule"><code>${escape(entry.at)}</code></p>${rules.join("")}${details.join("")}`;
    entry.row.append(body);
  }

  // The filter

  function wanted() {
    const fields = new FormData(form);
    return {
      words: fields.get("q").toLowerCase().split(/\s+/).filter(Boolean),
      area: fields.get("area"),
      level: fields.get("level"),
      run: fields.get("run") || "",
      differ: fields.has("differ"),
      verdicts: new Set(fields.getAll("verdict")),
    };
  }

  function matches(entry, want) {
    if (want.area && entry.area !== want.area && !entry.area.startsWith(`${want.area}.`)) return false;
    if (want.level && entry.level !== want.level) return false;
    if (want.differ && !entry.differs) return false;
    const letters = want.run === "" ? entry.worst : [entry.worst[Number(want.run)]];
    if (want.verdicts.size && !letters.some((each) => want.verdicts.has(nameOf(each)))) return false;
    return want.words.every((word) => entry.words.includes(word));
  }

  function show() {
    const want = wanted();
    let shown = 0;
    for (const entry of data.cases) {
      entry.row.hidden = !matches(entry, want);
      shown += !entry.row.hidden;
    }
    for (const section of list.children) {
      const here = section.querySelectorAll(".case:not([hidden])").length;
      section.hidden = here === 0;
      section.querySelector("small").textContent = here;
    }
    document.getElementById("count").textContent =
      `${shown.toLocaleString("en")} of ${data.cases.length.toLocaleString("en")} cases`;
  }

  function toFragment() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) fields.append(name, value);
    return fields.toString();
  }

  function fromFragment() {
    const fields = new URLSearchParams(location.hash.slice(1));
    for (const element of form.elements) {
      if (!element.name) continue;
      if (element.type === "checkbox") {
        element.checked = element.name === "differ" ? fields.has("differ") : fields.getAll("verdict").includes(element.value);
      } else {
        element.value = fields.get(element.name) || "";
      }
    }
  }

  // What a reader has come for: where implementations differ, or else what is not as it should be.
  function firstView() {
    if (location.hash.length > 1) return;
    if (several) {
      form.elements.differ.checked = data.cases.some((entry) => entry.differs);
      return;
    }
    const boxes = [...form.querySelectorAll("[name=verdict]")];
    for (const box of boxes) box.checked = ATTENTION.includes(box.value);
  }

  function start() {
    data.cases.forEach(prepare);
    buildList();
    form.hidden = false;
    fromFragment();
    firstView();
    show();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      history.replaceState(null, "", `#${toFragment()}`);
      show();
    });
    form.addEventListener("reset", () => {
      history.replaceState(null, "", "#");
      setTimeout(show);
    });
    window.addEventListener("hashchange", () => {
      if (location.hash === "#cases") return;
      fromFragment();
      show();
      document.getElementById("cases").scrollIntoView();
    });
    window.addEventListener("beforeprint", () => {
      for (const entry of data.cases) if (!entry.row.hidden && entry.worst.some((each) => ATTENTION.includes(nameOf(each)))) entry.row.open = true;
    });
  }

  start();
})();
