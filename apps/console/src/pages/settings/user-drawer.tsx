// Lets somebody sign in, or changes what he may do and see.
import { useQuery } from '@tanstack/react-query';
import { type Role, ROLES, type Unit, type User } from '@yutian/contract';
import { Alert, Button, DatePicker, Drawer, Flex, Form, Input, Select, Switch, Typography } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, client } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { inForm, useEdit } from '../../api/use-edit.tsx';
import { StaffPicker } from '../../pickers/staff-picker.tsx';
import { UnitsPicker } from '../../pickers/unit-picker.tsx';
import { type PasswordLink, PasswordLinkBox } from './password-link.tsx';

interface Fields {
  login: string;
  name: string;
  role: Role;
  staffId?: string | null;
  scopeAll: boolean;
  unitIds: string[];
  validUntil?: Dayjs | null;
  password?: string;
}

export function UserDrawer({ user, onClose }: { user: User | 'new' | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={user !== undefined}
      onClose={onClose}
      size={460}
      destroyOnHidden
      title={user === 'new' ? t('users.add') : user && t('users.editTitle', { name: user.name })}
    >
      {user && <UserForm user={user === 'new' ? undefined : user} onClose={onClose} />}
    </Drawer>
  );
}

function UserForm({ user, onClose }: { user: User | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const [form] = Form.useForm<Fields>();
  const [link, setLink] = useState<PasswordLink>();
  const own = user?.userId === me.userId;
  const save = useEdit({
    read: user,
    fieldsOf: initialOf,
    form: inForm(form),
    run: async (fields, edition) => {
      const { login, password, validUntil, ...rest } = fields as Fields;
      const grants = {
        ...rest,
        staffId: rest.staffId ?? null,
        validUntil: validUntil ? validUntil.endOf('day').toISOString() : null,
      };
      if (user) {
        const { name, ...rights } = grants;
        await client.org.updateUser({ id: user.userId, name, ...(!own && rights) }, edition);
        return null;
      }
      const made = await client.org.createUser({ login, ...grants, ...(password && { password }) });
      return made.passwordLink;
    },
    told: t('users.saved'),
  });
  if (link)
    return (
      <Flex vertical gap={16}>
        <PasswordLinkBox link={link} />
        <Flex justify="flex-end">
          <Button type="primary" onClick={onClose}>
            {t('users.linkDone')}
          </Button>
        </Flex>
      </Flex>
    );
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={initialOf(user)}
      onFinish={(fields) => save.mutate(fields, { onSuccess: (made) => (made ? setLink(made) : onClose()) })}
    >
      {save.notice}
      {!user && (
        <Form.Item
          name="login"
          label={t('users.login')}
          extra={t('users.loginWhy')}
          rules={[{ required: true, pattern: /^[\p{L}\p{N}._@-]{3,64}$/u }]}
        >
          <Input autoFocus autoComplete="off" />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('users.name')} rules={[{ required: true, whitespace: true, max: 60 }]}>
        <Input />
      </Form.Item>
      {own ? <Alert type="info" showIcon title={t('users.own')} /> : <Rights />}
      {!user && (
        <Form.Item
          name="password"
          label={t('users.password')}
          extra={t('users.passwordWhy')}
          rules={[{ min: 8 }]}
        >
          <Input.Password autoComplete="new-password" placeholder={t('users.passwordLink')} />
        </Form.Item>
      )}
      <Flex justify="flex-end" style={{ marginTop: 16 }}>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('ui.save')}
        </Button>
      </Flex>
    </Form>
  );
}

const initialOf = (user: User | undefined): Partial<Fields> =>
  user
    ? {
        name: user.name,
        role: user.role,
        staffId: user.staffId,
        scopeAll: user.scopeAll,
        unitIds: user.units.map((unit) => unit.unitId),
        validUntil: user.validUntil ? dayjs(user.validUntil) : null,
      }
    : { role: 'operator', scopeAll: false, unitIds: [] };

/** Where nothing is chosen, his own store is meant. */
const OWN_STORE: Role = 'store_manager';
/** Whom any unit suits, so that what was chosen stays when the role changes. */
const KEEPS_UNITS: ReadonlySet<Role> = new Set(
  ROLES.filter((role) => !['boss', 'guide', 'dealer'].includes(role)),
);
const isDealerStore = (unit: Unit) => unit.storeType === 'dealer';
const anyUnit = () => true;
const STORES = ['store'] as const;

/** Role, scope and end of a user. */
function Rights() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Fields>();
  const role = Form.useWatch('role', form) as Role | undefined;
  const scopeAll = Form.useWatch('scopeAll', form) as boolean | undefined;
  const { data: roles } = useQuery(api.org.listRoles.queryOptions({ staleTime: 300_000 }));
  const mayAll = roles?.items.find((preset) => preset.role === role)?.mayScopeAll ?? false;
  const byUnits = role !== 'boss' && role !== 'guide';
  return (
    <>
      <Form.Item
        name="role"
        label={t('users.role')}
        extra={role && t(`users.roleWhy.${role}`)}
        rules={[{ required: true }]}
      >
        <Select
          options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          onChange={(chosen: Role) =>
            form.setFieldsValue({ scopeAll: false, ...(KEEPS_UNITS.has(chosen) ? {} : { unitIds: [] }) })
          }
        />
      </Form.Item>
      <Form.Item
        name="staffId"
        label={t('users.staff')}
        extra={t(role === 'guide' ? 'users.staffNeeded' : 'users.staffWhy')}
        {...(role === 'guide' && { rules: [{ required: true }] })}
      >
        <StaffPicker label={t('users.staff')} width="100%" />
      </Form.Item>
      <Form.Item
        name="scopeAll"
        label={t('users.wholeTenant')}
        valuePropName="checked"
        hidden={!byUnits || !mayAll}
      >
        <Switch />
      </Form.Item>
      {byUnits && !scopeAll && (
        <Form.Item
          name="unitIds"
          label={t('users.scope')}
          extra={t(role === 'dealer' ? 'users.dealerWhy' : 'users.scopeWhy')}
          rules={[{ required: role !== OWN_STORE, message: t('SCOPE_MISSING') }]}
        >
          <UnitsPicker
            label={t('users.scope')}
            {...(role === 'dealer' ? { kinds: STORES, fits: isDealerStore } : { fits: anyUnit })}
          />
        </Form.Item>
      )}
      {!byUnits && (
        <Typography.Paragraph type="secondary">
          {t(role === 'boss' ? 'users.bossSees' : 'users.guideSees')}
        </Typography.Paragraph>
      )}
      <Form.Item name="validUntil" label={t('users.validUntil')} extra={t('users.validWhy')}>
        <DatePicker style={{ width: '100%' }} placeholder={t('users.forever')} />
      </Form.Item>
    </>
  );
}
