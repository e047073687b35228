// Planted on purpose: a notice for which no room was kept, put on top of what is being read already.
addEventListener('load', () => {
  setTimeout(() => {
    const notice = document.createElement('aside');
    notice.className = 'planted';
    notice.textContent = 'Slow Water is also printed on paper, four times a year.';
    document.querySelector('main').prepend(notice);
  }, 300);
});
