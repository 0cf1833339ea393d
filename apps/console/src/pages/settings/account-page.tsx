// 我的账号: one's own password, second factor and signed-in browsers.
import { Page } from '@yutian/ui';
import { Card, Col, Descriptions, Flex, Row } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TwoFactorCard } from './two-factor-card.tsx';

export default function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Page title={t('page./account')} question={t('account.question')}>
      <Row gutter={[12, 12]}>
        <Col xs={24} lg={12}>
          <Flex vertical gap={12}>
            <Card size="small" title={t('account.who')}>
              <Descriptions
                size="small"
                column={1}
                items={[
                  { key: 'name', label: t('users.name'), children: me.name },
                  { key: 'login', label: t('users.login'), children: me.login },
                  { key: 'role', label: t('users.role'), children: t(`role.${me.role}`) },
                  { key: 'scope', label: t('users.scope'), children: t(`account.scope.${me.scope}`) },
                ]}
              />
            </Card>
            {me.hasPassword && <PasswordCard />}
          </Flex>
        </Col>
        <Col xs={24} lg={12}>
          <TwoFactorCard />
        </Col>
        <Col span={24}>
          <SessionsCard />
        </Col>
      </Row>
    </Page>
  );
}
