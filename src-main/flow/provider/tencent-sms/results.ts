import type { Outcome } from '../../queue/task.ts';
import { stale } from '../adapter.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** `everything`: it is the platform's matter, and whatever is sent now would be refused for it. */
type Meaning = 'platform' | 'everything' | 'person' | 'nobody' | 'unknown' | 'clock' | { readonly why: 'limited' | 'retry'; readonly after: number | null };
/** Everything stops: the account itself is too fast or has no money. */
const all = (after: number | null): Meaning => ({ why: 'limited', after });
/** One recipient has had enough for now; the others go on. */
const one = (after: number): Meaning => ({ why: 'retry', after });

/**
 * What a code means, of the whole request or of one number. Source: cloud.tencent.com/document/product/382/38778 (SendSms,
 * 错误码) with Tencent's own SDK, sms/v20210111/errorcodes, and the common codes of API 3.0 (document/api/382/38763).
 * What may have been sent all the same is `unknown`, as is every code that is not here.
 */
const CODES: Readonly<Record<string, Meaning>> = {
  'InternalError.Timeout': 'unknown',
  'InternalError.SendAndRecvFail': 'unknown',
  'InternalError.OtherError': 'unknown',
  'InternalError.UnknownError': 'unknown',
  InternalError: 'unknown',
  'FailedOperation.OtherError': 'unknown',
  'FailedOperation.ParametersOtherError': 'unknown',

  'LimitExceeded.PhoneNumberThirtySecondLimit': one(30_000),
  'LimitExceeded.DeliveryFrequencyLimit': one(MINUTE),
  'LimitExceeded.PhoneNumberOneHourLimit': one(HOUR),
  'LimitExceeded.PhoneNumberDailyLimit': one(24 * HOUR),
  'LimitExceeded.PhoneNumberSameContentDailyLimit': one(24 * HOUR),
  'LimitExceeded.AppDailyLimit': all(HOUR),
  'LimitExceeded.DailyLimit': all(HOUR),
  RequestLimitExceeded: all(null),
  'RequestLimitExceeded.GlobalRegionUinLimitExceeded': all(null),
  'RequestLimitExceeded.IPLimitExceeded': all(null),
  'RequestLimitExceeded.UinLimitExceeded': all(null),
  'FailedOperation.InsufficientBalanceInSmsPackage': all(MINUTE),
  'UnauthorizedOperation.SerivceSuspendDueToArrears': all(MINUTE),
  'FailedOperation.MarketingSendTimeConstraint': one(HOUR),
  ResourceUnavailable: all(null),
  ResourceInsufficient: all(null),

  'AuthFailure.SignatureExpire': 'clock',
  'InternalError.RequestTimeException': 'clock',

  'FailedOperation.PhoneNumberInBlacklist': 'nobody',
  'FailedOperation.PhoneNumberOnBlacklist': 'nobody',
  'InvalidParameterValue.IncorrectPhoneNumber': 'nobody',
  'UnsupportedOperation.UnsuportedRegion': 'nobody',
  'FailedOperation.ContainSensitiveWord': 'person',
  'InvalidParameter.DirtyWordFound': 'person',

  'FailedOperation.FailResolvePacket': 'platform',
  'FailedOperation.JsonParseFail': 'platform',
  'FailedOperation.MissingSignature': 'platform',
  'FailedOperation.MissingSignatureList': 'platform',
  'FailedOperation.MissingTemplateList': 'platform',
  'FailedOperation.SignatureIncorrectOrUnapproved': 'platform',
  'FailedOperation.TemplateIncorrectOrUnapproved': 'platform',
  'FailedOperation.TemplateParamSetNotMatchApprovedTemplate': 'platform',
  'FailedOperation.TemplateUnapprovedOrNotExist': 'platform',
  'InternalError.JsonParseFail': 'platform',
  InvalidParameter: 'platform',
  'InvalidParameter.InvalidParameters': 'platform',
  InvalidParameterValue: 'platform',
  'InvalidParameterValue.ContentLengthLimit': 'platform',
  'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter': 'platform',
  'InvalidParameterValue.TemplateParameterFormatError': 'platform',
  'InvalidParameterValue.TemplateParameterLengthLimit': 'platform',
  'LimitExceeded.PhoneNumberCountLimit': 'platform',
  MissingParameter: 'platform',
  'MissingParameter.EmptyPhoneNumberSet': 'platform',
  'UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny': 'platform',
  'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber': 'platform',
  UnsupportedOperation: 'platform',
  UnknownParameter: 'platform',
  InvalidRequest: 'platform',

  // The key, the app, the account or the address.
  'AuthFailure.InvalidAuthorization': 'everything',
  'AuthFailure.InvalidSecretId': 'everything',
  'AuthFailure.MFAFailure': 'everything',
  'AuthFailure.SecretIdNotFound': 'everything',
  'AuthFailure.SignatureFailure': 'everything',
  'AuthFailure.TokenFailure': 'everything',
  'AuthFailure.UnauthorizedOperation': 'everything',
  'UnauthorizedOperation.RequestIpNotInWhitelist': 'everything',
  'UnauthorizedOperation.RequestPermissionDeny': 'everything',
  'UnauthorizedOperation.SdkAppIdIsDisabled': 'everything',
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': 'everything',
  UnauthorizedOperation: 'everything',
  'FailedOperation.NotEnterpriseCertification': 'everything',
  'InvalidParameter.AppidAndBizId': 'everything',
  'InvalidParameterValue.SdkAppIdNotExist': 'everything',
  InvalidAction: 'everything',
  'InternalError.RestApiInterfaceNotExist': 'everything',
  'InternalError.SigFieldMissing': 'everything',
  'InternalError.SigVerificationFail': 'everything',
  NoSuchVersion: 'everything',
  UnsupportedProtocol: 'everything',
  UnsupportedRegion: 'everything',
};

/** Null for a code that no document has. */
export function refusal(code: string): Outcome | null {
  const means = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  if (means === undefined) return null;
  if (means === 'unknown') return { kind: 'unknown', about: code };
  if (means === 'clock') return stale(code);
  if (means === 'everything') return { kind: 'refused', act: 'platform', about: code, ofAll: true };
  return typeof means === 'string' ? { kind: 'refused', act: means, about: code } : { kind: 'later', ...means, about: code };
}
