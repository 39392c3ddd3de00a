// Small comforts. Every page works without this file.
(() => {
  const search = document.getElementById('q');
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === '/' && search && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === 'Escape') {
      const open = document.querySelector('details.menu[open]');
      if (open) {
        open.open = false;
        open.querySelector('summary').focus();
      }
    }
  });
  document.addEventListener('click', (event) => {
    document.querySelectorAll('details.menu[open]').forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  // What can be copied is always readable too; the button is there only where it works.
  if (navigator.clipboard) {
    document.querySelectorAll('button[data-copy]').forEach((button) => {
      button.hidden = false;
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        const before = button.textContent;
        button.textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = before; }, 2000);
      });
    });
  }
  // Work that goes on is looked at again by itself, unless somebody is in the middle of something on the page.
  document.querySelectorAll('[data-reload]').forEach((part) => {
    const again = async () => {
      if (!document.hidden && !part.contains(document.activeElement)) {
        try {
          const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
          const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
          const fresh = answer.ok && page.querySelector(`[aria-labelledby="${part.getAttribute('aria-labelledby')}"]`);
          if (fresh) part.replaceChildren(...fresh.childNodes);
          if (!fresh || !fresh.dataset.reload) {
            location.reload();
            return;
          }
        } catch {
          // the server is away for a moment
        }
      }
      setTimeout(again, part.dataset.reload * 1000);
    };
    setTimeout(again, part.dataset.reload * 1000);
  });
  document.querySelectorAll('input[data-all]').forEach((all) => {
    all.closest('[hidden]')?.removeAttribute('hidden');
    const boxes = () => document.querySelectorAll(`input[name="${all.dataset.all}"]`);
    all.addEventListener('change', () => boxes().forEach((box) => { box.checked = all.checked; }));
  });
})();
