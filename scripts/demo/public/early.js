// Before anything is painted: the reader's choice of light or dark, and a place for calls to an SDK that loads later.
const theme = localStorage.getItem('theme');
if (theme) document.documentElement.dataset.theme = theme;

window.throughline =
  window.throughline ||
  function throughline() {
    window.throughline.q = window.throughline.q || [];
    // biome-ignore lint/complexity/noArguments: the SDK takes the calls as they were made.
    window.throughline.q.push(arguments);
  };
