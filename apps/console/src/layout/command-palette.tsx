// Ctrl-K: finds a page by a fragment of its name. Pages with data add their own finders to FINDERS.
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Input, type InputRef, Modal, Typography } from 'antd';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { FINDERS, type Found } from './finders.ts';
import { useVisiblePages } from './nav-menu.tsx';

export function usePalette() {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setShown((now) => !now);
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return { shown, open: () => setShown(true), close: () => setShown(false) };
}

export function CommandPalette({ shown, close }: { shown: boolean; close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<InputRef>(null);
  const found = useFound(text);
  const go = (item: Found | undefined) => {
    if (!item) return;
    close();
    setText('');
    void navigate({ to: item.to, ...(item.search && { search: item.search as never }) });
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((now) => Math.max(0, Math.min(found.length - 1, now + step)));
    } else if (event.key === 'Enter') go(found[at]);
  };
  return (
    <Modal
      open={shown}
      onCancel={close}
      footer={null}
      closable={false}
      title={t('console.find')}
      afterOpenChange={(open) => open && input.current?.focus()}
    >
      <Input
        ref={input}
        value={text}
        placeholder={t('console.findHint')}
        aria-label={t('console.findHint')}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="palette-found"
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul
        id="palette-found"
        role="listbox"
        style={{ listStyle: 'none', margin: '8px 0 0', padding: 0, maxHeight: 360, overflow: 'auto' }}
      >
        {found.map((item, i) => (
          <li
            key={`${item.kind}:${item.to}:${Object.values(item.search ?? {}).join()}`}
            role="option"
            aria-selected={i === at}
            onMouseEnter={() => setAt(i)}
            onClick={() => go(item)}
            className={i === at ? 'palette-item palette-item-at' : 'palette-item'}
          >
            <span>{item.label}</span>
            <Typography.Text type="secondary">{t(item.kind)}</Typography.Text>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function useFound(text: string): Found[] {
  const { t } = useTranslation();
  const groups = useVisiblePages();
  const may = useMay();
  const pages = useMemo(
    () =>
      groups.flatMap(({ door, pages: list }) =>
        list.map((page) => ({ kind: `door.${door}`, label: t(page.name), to: page.path as string })),
      ),
    [groups, t],
  );
  const given = text.trim();
  const wanted = given.toLowerCase();
  const { data = [] } = useQuery({
    queryKey: ['palette', given],
    enabled: wanted.length > 0,
    queryFn: async () => {
      const asked = FINDERS.filter((finder) => may(finder.permission)).map((finder) => finder.find(given));
      // What one finder cannot tell does not hide what the others found.
      const answers = await Promise.allSettled(asked);
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    },
  });
  return [
    ...pages.filter((page) => page.label.toLowerCase().includes(wanted)),
    ...(wanted ? data : []),
  ].slice(0, 20);
}
