// Reproducible values for crypto tests: our own (fixed keys, fixed random prefix) and the vendor's public demo values.
// The simulator and the server use them too, so that a change of one byte fails everywhere.

export interface CryptoVector {
  plaintext: string;
  encrypt: string;
  signature: string;
}

/** Keys of all `ownVectors`; the random prefix makes encryption reproducible. */
export const ownKeys = {
  token: 'scrmSimToken2026',
  encodingAesKey: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  receiveId: 'ww0123456789abcdef',
  random: '0123456789abcdef',
  timestamp: '1767225600',
  nonce: '1372623149',
};

export const ownVectors = {
  echostr: {
    plaintext: '4829105763',
    encrypt: '4j/AuRx71kQlxVlzbpsMWIueFc+tvT1DjCSPPqhfVYfTsQFiGN44REExxxT7dPFeJ5LBY7CnQjdCsrJt4JIMNA==',
    signature: '7cc08263ff9be9e8134d2601284cb28b17f25018',
  },
  event: {
    plaintext:
      '<xml><ToUserName><![CDATA[ww0123456789abcdef]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1767225600</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]></ChangeType><UserID><![CDATA[zhangsan]]></UserID><ExternalUserID><![CDATA[wmSim000000000000000000000000001]]></ExternalUserID><State><![CDATA[渠道A]]></State><WelcomeCode><![CDATA[WELCOMECODE]]></WelcomeCode></xml>',
    encrypt:
      '4j/AuRx71kQlxVlzbpsMWLFP4sD/4g+LkWFJdCeDixPigRhmT7aEWhL7wGUurujyC6vUBzi5xn0EU/Re3LT5gpGjSDPnRQfpQ5cw1c6uCiW9YHP8OwdS+3nFFyRRI5re1lywIlfeCmn1m+i3LoGPatLgWfKY0jZ/8JJBGKlf6MNE4wfiZ7WeSP6iAUiCAetL+8BePjlJBrkJsnvgIN3zY2pdYRASy/nniuqfQF86uuG52TXcurh5rv6HWGYMtk85OyRj0r7x1VHn9Ix/KcBP8IA3qBjvZMGxt0CGOfwzCUOlAU6iFjsisUhPSrYVAvxMsgwb4OoeUA7GuvjwqXrGNPTotvY6322WZan7fB83ITZdabjNa+g+YeijjvHl6KQmt3lOIDXZ/CtWmxYd6mk2rVw37n5PkXNxqvGRmwm6FW08XuZr+jvaTCHj2y2toq9dIxEikJjl3p6ix5Ry0/zP9C/HVti2VPxWz3naY4xkP9IUxUgmCdiNWNSQfRe48ZTdIDoNi0JCWiobymGDGEno44MRSgC7PYo0xNZIc5qFkzr0zyKIuiMomDzaYg2HYPL+uX1lEn4DFqxHxKyu8QfoQFKdtU6IFqzSGaQs4Mp5yzGHR4I89JLtHrl7zNZ6uoKdmW47SCvu3diHHK1cuI2jMc4MwmTuCS0NgBuXTS2YAxLCZitIIHrVCCL93w59yjDnoKDEYMMM56emfhzfdFPw0Q==',
    signature: '12a56862ba9a59a585d9f801ad42197890ba9108',
  },
  reply: {
    plaintext: 'success',
    encrypt: '4j/AuRx71kQlxVlzbpsMWFEFkcJ6KvaZ16Y50+EgQcnNSK4HM9wUWxqJuVCQdx7uUjpnLQ2G1Xy6LXKafFXgqw==',
    signature: '84043de36b0a30e342b78389c40d64de2a241fee',
  },
  aligned: {
    plaintext: 'abcdefghijklmnopqrstuvwxyz',
    encrypt:
      '4j/AuRx71kQlxVlzbpsMWO9kIMy5sMRvIq8xx0hrt8p+ZqCblfvwKw8JL9fRtuKdp3OpG95oWuNz1driSrlWU696GlFQc+pCK7bekTF9UTFIZpGA4AazLTAyBmAC7x7x',
    signature: 'b53adbe63155e8e35677d5c6b2321c038ff54f73',
  },
} satisfies Record<string, CryptoVector>;

/**
 * The vendor's demo of WXBizMsgCrypt. The last character of its AES key leaves non-zero trailing bits, which strict
 * base64 decoders refuse.
 */
export const vendorKeys = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'wx5823bf96d3bd56c7',
};

export const vendorEcho = {
  timestamp: '1409659589',
  nonce: '263014780',
  echostr: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
  signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
  plaintext: '1616140317555161061',
};

export const vendorMessage = {
  timestamp: '1409659813',
  nonce: '1372623149',
  encrypt:
    'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==',
  signature: '477715d11cdb4164915debcba66cb864d751f3e6',
};

/** The first is ours, the second the official sample of the JS-SDK. */
export const jsapiVectors = [
  {
    ticket: 'SIMTICKET-0123456789abcdef0123456789abcdef',
    nonceStr: 'n0nceStr16chars0',
    timestamp: 1767225600,
    url: 'https://scrm.example.com/sidebar/index.html?code=abc&state=x',
    signature: 'e0e38483049f9b54049cfd760102f1f55773d8aa',
  },
  {
    ticket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
    nonceStr: 'Wm3WZYTPz0wzccnW',
    timestamp: 1414587457,
    url: 'http://mp.weixin.qq.com?params=value',
    signature: '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
  },
];
