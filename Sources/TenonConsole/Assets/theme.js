// Copyright 2026 The Tenon Authors
// SPDX-License-Identifier: Apache-2.0

// Loaded before the page is drawn, so that a chosen theme does not flash: keep it tiny.
(() => {
  const root = document.documentElement;
  root.classList.add("scripts");
  try {
    const theme = localStorage.getItem("tenon.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage is forbidden: the system's theme it is.
  }
})();
