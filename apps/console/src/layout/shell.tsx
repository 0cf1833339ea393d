// The frame of every signed-in page: menu, command palette, language, theme, account.
import { MenuOutlined, SearchOutlined } from '@ant-design/icons';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Button, Drawer, Flex, Grid, Layout, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { AccountMenu } from './account-menu.tsx';
import { CommandPalette, usePalette } from './command-palette.tsx';
import { DemoBar } from './demo-bar.tsx';
import { NavMenu } from './nav-menu.tsx';
import { PageGate } from './page-gate.tsx';

const SIDER_WIDTH = 208;

export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const wide = Grid.useBreakpoint().lg ?? true;
  const [drawer, setDrawer] = useState(false);
  const palette = usePalette();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <a className="skip-link" href="#content">
        {t('console.skip')}
      </a>
      {wide && (
        <Layout.Sider
          width={SIDER_WIDTH}
          theme="light"
          style={{ position: 'sticky', top: 0, height: '100vh', overflow: 'auto' }}
        >
          <Brand />
          <NavMenu />
        </Layout.Sider>
      )}
      <Layout>
        <Layout.Header style={{ position: 'sticky', top: 0, zIndex: 10, height: 52, lineHeight: 'normal' }}>
          <Flex align="center" gap={12} style={{ height: '100%' }}>
            {!wide && (
              <Button
                type="text"
                icon={<MenuOutlined />}
                aria-label={t('console.menu')}
                onClick={() => setDrawer(true)}
              />
            )}
            <Typography.Text strong ellipsis>
              {me.tenant.name}
            </Typography.Text>
            {wide && <Tag>{t(`role.${me.role}`)}</Tag>}
            <div style={{ flex: 1 }} />
            <Button
              icon={<SearchOutlined />}
              onClick={palette.open}
              {...(!wide && { 'aria-label': t('console.find') })}
            >
              {wide && `${t('console.find')}  Ctrl K`}
            </Button>
            <AccountMenu />
          </Flex>
        </Layout.Header>
        <DemoBar wide={wide} />
        <Layout.Content id="content" tabIndex={-1} style={{ padding: wide ? 20 : 12, outline: 'none' }}>
          <PageGate path={path}>
            <Outlet />
          </PageGate>
        </Layout.Content>
      </Layout>
      <Drawer
        open={drawer}
        onClose={() => setDrawer(false)}
        placement="left"
        size={260}
        styles={{ body: { padding: 0 } }}
        title={<Brand />}
      >
        <NavMenu onPick={() => setDrawer(false)} />
      </Drawer>
      <CommandPalette {...palette} />
    </Layout>
  );
}

function Brand() {
  return (
    <Flex align="center" gap={8} style={{ padding: '14px 20px' }}>
      <img src="/favicon.svg" alt="" width={24} height={24} />
      <Typography.Text strong style={{ fontSize: 16 }}>
        Yutian 域田
      </Typography.Text>
    </Flex>
  );
}
