// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// Sends a form without leaving the page, so that what was entered, secrets above all, need not be entered again when
// the answer is no.

/** Sends the form; returns the path of the page it leads to, or puts what is wrong into the form and returns nothing. */
export async function send(form, submitter) {
  // Before the buttons are disabled: a disabled one is no part of the form.
  const values = new URLSearchParams(new FormData(form, submitter?.name ? submitter : null));
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: values,
      headers: { "Accept": "text/html" },
    });
    if (response.redirected) {
      const url = new URL(response.url);
      return url.pathname + url.search;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    show(form, page);
  } catch {
    // The network failed: the browser's own way shows that best.
    form.submit();
  } finally {
    for (const button of buttons) button.disabled = false;
  }
  return undefined;
}

function show(form, page) {
  const place = form.querySelector("[data-answers]");
  const found = page.querySelector("[data-answers]") ?? page.querySelector("main");
  if (!place || !found) return;
  place.replaceChildren(...found.cloneNode(true).childNodes);
  place.tabIndex = -1;
  place.focus();
  place.scrollIntoView({ block: "center" });
}

export function startInPlace() {
  for (const form of document.querySelectorAll("form[data-inplace]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const path = await send(form, event.submitter);
      if (path) location.assign(path);
    });
  }
}
