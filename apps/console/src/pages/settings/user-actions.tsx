// What may be done with a user: edit, password link, two-factor reset, lock out.
import type { User } from '@yutian/contract';
import { App, Button, Drawer, Dropdown, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { type PasswordLink, PasswordLinkBox } from './password-link.tsx';

export function UserActions({ user, onEdit }: { user: User; onEdit: () => void }) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const me = useMe();
  const [link, setLink] = useState<PasswordLink>();
  const reset = useAction(() => client.org.resetPassword({ id: user.userId }));
  const totp = useAction(() => client.org.resetTotp({ id: user.userId }), t('users.totpReset'));
  const disable = useAction(() => client.org.disableUser({ id: user.userId }), t('users.disabledDone'));
  const enable = useAction(() => client.org.enableUser({ id: user.userId }), t('users.enabledDone'));
  const ask = (what: 'reset' | 'totp' | 'disable', act: () => Promise<unknown>) =>
    void modal.confirm({
      title: t(`users.ask.${what}`, { name: user.name }),
      content: t(`users.ask.${what}.why`),
      okText: t(`users.do.${what}`),
      okButtonProps: { danger: what !== 'totp' },
      onOk: () => act().catch(() => undefined),
    });
  return (
    <Flex>
      <Button type="link" size="small" onClick={onEdit}>
        {t('ui.edit')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'reset',
              label: t('users.do.reset'),
              onClick: () => ask('reset', () => reset.mutateAsync(undefined).then(setLink)),
            },
            {
              key: 'totp',
              label: t('users.do.totp'),
              disabled: !user.totpEnabled,
              onClick: () => ask('totp', () => totp.mutateAsync(undefined)),
            },
            { type: 'divider' },
            user.disabled
              ? { key: 'enable', label: t('users.enable'), onClick: () => enable.mutate(undefined) }
              : {
                  key: 'disable',
                  danger: true,
                  label: t('users.do.disable'),
                  disabled: user.userId === me.userId,
                  onClick: () => ask('disable', () => disable.mutateAsync(undefined)),
                },
          ],
        }}
      >
        <Button type="link" size="small" aria-label={t('users.moreOf', { name: user.name })}>
          {t('users.more')}
        </Button>
      </Dropdown>
      <Drawer
        open={link !== undefined}
        onClose={() => setLink(undefined)}
        size={440}
        title={t('users.linkTitle', { name: user.name })}
      >
        {link && <PasswordLinkBox link={link} />}
      </Drawer>
    </Flex>
  );
}
