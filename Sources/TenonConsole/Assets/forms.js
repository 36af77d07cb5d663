// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// Forms that are made from a definition: patterns checked while typing, nested fields, filters that apply at once.
// The server checks all of it again.

/** Says what is wrong with a field below it, and to the form. */
function check(field) {
  const place = document.getElementById(`${field.id}-error`);
  let words = "";
  if (field.value !== "" && field.dataset.pattern) {
    try {
      if (!new RegExp(field.dataset.pattern, "u").test(field.value)) words = field.dataset.mismatch ?? "";
    } catch {
      // A pattern in a dialect that is not the browser's: the server decides.
    }
  }
  field.setCustomValidity(words);
  if (place) place.textContent = words;
  field.toggleAttribute("aria-invalid", words !== "");
  if (words !== "") field.setAttribute("aria-invalid", "true");
}

function startPatterns() {
  for (const field of document.querySelectorAll("[data-pattern]")) {
    field.addEventListener("input", () => check(field));
    if (field.value !== "") check(field);
  }
}

/** Fields that count only while another has a certain value. */
function startNesting() {
  for (const nested of document.querySelectorAll("[data-when]")) {
    const form = nested.closest("form");
    const apply = () => {
      const chosen = [...form.querySelectorAll(`[name="${CSS.escape(nested.dataset.when)}"]`)];
      const isActive = chosen.some((field) =>
        ["checkbox", "radio"].includes(field.type)
          ? field.checked && field.value === nested.dataset.is
          : field.value === nested.dataset.is) && !chosen.some((field) => field.closest("[data-when][hidden]"));
      nested.hidden = !isActive;
      for (const field of nested.querySelectorAll("input, select, textarea")) field.disabled = !isActive;
    };
    form.addEventListener("change", apply);
    apply();
  }
}

/** Per secret: keep, replace or clear; the field for the new value is there when it is wanted. */
function startChoices() {
  for (const choice of document.querySelectorAll("[data-choice]")) {
    const field = document.getElementById(choice.dataset.choice);
    if (!field) continue;
    const apply = () => {
      const isReplaced = choice.querySelector("input:checked")?.value === "replace";
      field.hidden = !isReplaced;
      for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = !isReplaced;
    };
    choice.addEventListener("change", apply);
    apply();
  }
}

/** A form that is sent twice by an impatient click is sent once. */
function startSending() {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    const button = event.submitter;
    if (!button || event.target.target || event.target.method === "get") return;
    // After the browser has taken the form's values, the button's own among them.
    setTimeout(() => {
      button.disabled = true;
      if (button.dataset.busy) button.textContent = button.dataset.busy;
    });
  });
  // Back from the history: the buttons are good again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

function startFilters() {
  for (const form of document.querySelectorAll("form[data-filters]")) {
    form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) form.requestSubmit();
    });
  }
}

export function startForms() {
  startPatterns();
  startNesting();
  startChoices();
  startSending();
  startFilters();
}
