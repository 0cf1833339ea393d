// The menu is the loop: doors with pages; what a role does not need is not there.
import {
  AppstoreOutlined,
  HomeOutlined,
  QrcodeOutlined,
  SettingOutlined,
  ShoppingOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { Menu, type MenuProps } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { DOORS, type Door, PAGES } from '../pages/registry.ts';
import { matches } from './page-gate.tsx';

const ICONS: Record<Door, ReactNode> = {
  home: <HomeOutlined />,
  acquire: <QrcodeOutlined />,
  customers: <TeamOutlined />,
  trade: <ShoppingOutlined />,
  settings: <SettingOutlined />,
};

/** The pages the signed-in person sees in the menu, by door. */
export function useVisiblePages() {
  const may = useMay();
  return DOORS.map((door) => ({
    door,
    pages: PAGES.filter(
      (page) => page.door === door && page.inMenu && (page.permission === null || may(page.permission)),
    ),
  })).filter((group) => group.pages.length > 0);
}

export function NavMenu({ onPick }: { onPick?: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const groups = useVisiblePages();
  const current = PAGES.find((page) => matches(page.path, path));
  const selected = current?.inMenu
    ? current.path
    : groups.flatMap((g) => g.pages).findLast((page) => page.path !== '/' && path.startsWith(page.path))
        ?.path;
  const items: MenuProps['items'] = groups.map(({ door, pages }) => ({
    key: door,
    icon: ICONS[door] ?? <AppstoreOutlined />,
    label: t(`door.${door}`),
    children: pages.map((page) => ({ key: page.path, label: t(page.name) })),
  }));
  return (
    <nav aria-label={t('console.menu')}>
      <Menu
        mode="inline"
        items={items}
        defaultOpenKeys={[...DOORS]}
        selectedKeys={selected ? [selected] : []}
        onClick={({ key }) => {
          void navigate({ to: key });
          onPick?.();
        }}
        style={{ borderInlineEnd: 0 }}
      />
    </nav>
  );
}
