/**
 * The privacy notice. Its words stand in `notice.*` of every locale; whoever changes what they say raises the version, and the
 * phone keeps which version a person was shown, in which language and when.
 */
export const NOTICE_VERSION = '2026-11';

export const noticePoints = ['notice.kept', 'notice.sent', 'notice.seen', 'notice.not', 'notice.rights'] as const;

export type NoticeShown = { readonly version: string; readonly lang: string; readonly at: string };
