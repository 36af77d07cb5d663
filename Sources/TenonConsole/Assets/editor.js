// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// The editor of definitions: numbers beside the lines, what is found while somebody types, and the way from a finding to
// its place. Without this file the text is checked when it is saved.

const pauseMilliseconds = 400;

/** As many numbers as there are lines. */
function startNumbers(text, numbers) {
  let count = 0;
  const show = () => {
    const lines = text.value.split("\n").length;
    if (lines === count) return;
    count = lines;
    numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join("\n");
    text.rows = Math.max(lines + 1, 12);
  };
  text.addEventListener("input", show);
  show();
}

/** Puts the cursor where a finding is, and that place into view. */
function go(text, line, column) {
  const lines = text.value.split("\n");
  const index = Math.min(Math.max(line, 1), lines.length) - 1;
  const start = lines.slice(0, index).reduce((sum, one) => sum + one.length + 1, 0);
  const place = start + Math.min(Math.max(column - 1, 0), lines[index].length);
  text.focus({ preventScroll: true });
  text.setSelectionRange(place, start + lines[index].length);
  const frame = text.closest("[data-editor]");
  const height = parseFloat(getComputedStyle(text).lineHeight);
  frame.scrollTop = Math.max(0, index * height - frame.clientHeight / 3);
  frame.scrollIntoView({ block: "nearest" });
}

/** Asks what would be found, once somebody has stopped typing; an answer that is late says nothing any more. */
function startChecking(form, text, list) {
  let timer;
  let asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    list.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.dataset.checks, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "Accept": "text/html" },
        signal: asked.signal,
      });
      // A session that has ended, say: saving says so.
      if (!response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      list.replaceChildren(...page.body.childNodes);
    } catch {
      // The network failed, or a later question took this one's place.
    } finally {
      list.removeAttribute("aria-busy");
    }
  };
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pauseMilliseconds);
  });
}

/** Leaving with a text that is not stored takes a second thought. */
function startGuard(form, text) {
  const stored = form.dataset.unsaved === undefined ? text.value : null;
  let isSent = false;
  form.addEventListener("submit", () => { isSent = true; });
  addEventListener("beforeunload", (event) => {
    if (!isSent && text.value !== stored) event.preventDefault();
  });
}

export function startEditor() {
  const frame = document.querySelector("[data-editor]");
  if (!frame) return;
  const form = frame.closest("form");
  const text = frame.querySelector("textarea");
  const list = document.querySelector("[data-findings]");
  startNumbers(text, frame.querySelector("[data-numbers]"));
  if (!text.readOnly) {
    startChecking(form, text, list);
    startGuard(form, text);
  }
  list.addEventListener("click", (event) => {
    const finding = event.target.closest("[data-line]");
    // One in another text leads there.
    if (!finding || new URL(finding.href).pathname !== location.pathname) return;
    event.preventDefault();
    go(text, Number(finding.dataset.line), Number(finding.dataset.column));
  });
  if (frame.dataset.atLine) go(text, Number(frame.dataset.atLine), Number(frame.dataset.atColumn) || 1);
}
