/** The explicit list of everything that is said between programs. A new capability adds its lines here. */
import type { CommandContract, EventContract, RouteContract, SubscriptionContract } from './define.ts';
import * as ingest from './documents/ingest.ts';
import * as ingestParts from './documents/ingest-parts.ts';
import * as pageImage from './documents/page-image.ts';
import { listPassages } from './documents/passages.ts';
import { reembedCommand } from './documents/reembed.ts';
import { postSearch } from './documents/search.ts';
import * as versions from './documents/versions.ts';
import * as appeals from './exams/appeals.ts';
import * as attempts from './exams/attempts.ts';
import * as evaluations from './exams/evaluations.ts';
import * as exams from './exams/exams.ts';
import * as generate from './exams/generate.ts';
import * as itemBank from './exams/item-bank.ts';
import * as publish from './exams/publish.ts';
import * as statistics from './exams/statistics.ts';
import * as apiKeys from './identity/api-keys.ts';
import * as auth from './identity/auth.ts';
import * as faculties from './identity/faculties.ts';
import * as me from './identity/me.ts';
import { ownerMerged } from './identity/owner-merged.ts';
import * as admin from './jobs/admin.ts';
import { cleanCommand } from './jobs/clean.ts';
import * as jobs from './jobs/jobs.ts';
import { openLive } from './jobs/live.ts';
import * as webhooks from './notifier/webhooks.ts';
import * as simplify from './papers/simplify.ts';
import { listAudit } from './system/audit.ts';
import * as system from './system/system.ts';

export const commands: readonly CommandContract[] = [
  simplify.simplifyCommand,
  ingest.ingestCommand,
  ingest.fetchCommand,
  ingestParts.readPagesCommand,
  ingestParts.embedPassagesCommand,
  reembedCommand,
  cleanCommand,
  generate.generateCommand,
  generate.generateBatchCommand,
  attempts.gradeCommand,
  evaluations.evaluateCommand,
  evaluations.markBatchCommand,
];

export const events: readonly EventContract[] = [ownerMerged, ingest.documentDeleted, publish.examPublished];

export const subscriptions: readonly SubscriptionContract[] = [
  simplify.simplifyFailures,
  simplify.papersOwnerMerged,
  ingest.ingestFailures,
  ingest.documentsOwnerMerged,
  generate.generateFailures,
  generate.examsOwnerMerged,
  attempts.gradeFailures,
  jobs.jobsOwnerMerged,
  webhooks.jobEvents,
  webhooks.notifierOwnerMerged,
];

export const routes: readonly RouteContract[] = [
  system.getHealth,
  system.getReady,
  system.getMetrics,
  listAudit,
  simplify.postSimplify,
  simplify.listRequests,
  simplify.getPaper,
  simplify.aiSimplify,
  simplify.aiHealth,
  simplify.aiStats,
  ingest.postDocument,
  ingest.listDocuments,
  ingest.getDocument,
  ingest.getDocumentPage,
  pageImage.getPageImage,
  pageImage.getSignedPageImage,
  ingest.getDocumentFile,
  ingest.deleteDocument,
  listPassages,
  versions.putDocumentContent,
  versions.postDocumentIngest,
  postSearch,
  exams.postExam,
  exams.listExams,
  exams.getExam,
  exams.putExam,
  exams.deleteExam,
  publish.publishExam,
  publish.exportExam,
  itemBank.listItems,
  itemBank.listItemVersions,
  attempts.startAttempt,
  attempts.listAttempts,
  attempts.getAttempt,
  attempts.saveAnswers,
  attempts.submitAttempt,
  appeals.postAppeal,
  appeals.listAppeals,
  appeals.decideAppeal,
  appeals.listReview,
  appeals.putMark,
  appeals.listMarks,
  statistics.getStatistics,
  statistics.getGradebook,
  evaluations.postEvaluation,
  evaluations.questionsHealth,
  evaluations.questionsStats,
  evaluations.evaluationHealth,
  evaluations.evaluationStats,
  auth.register,
  auth.login,
  auth.refresh,
  auth.logout,
  auth.openSession,
  auth.jwks,
  me.getMe,
  me.putMe,
  faculties.listFaculties,
  faculties.getFaculty,
  faculties.postFaculty,
  faculties.putFaculty,
  faculties.deleteFaculty,
  ...Object.values(faculties.departments),
  ...Object.values(faculties.semesters),
  apiKeys.listApiKeys,
  apiKeys.postApiKey,
  apiKeys.deleteApiKey,
  jobs.listJobs,
  jobs.getJob,
  jobs.cancelJob,
  jobs.streamJob,
  jobs.postTicket,
  openLive,
  admin.listAllJobs,
  admin.getAnyJob,
  admin.retryJobs,
  admin.cancelJobs,
  admin.listJobKinds,
  admin.putPaused,
  webhooks.listEndpoints,
  webhooks.postEndpoint,
  webhooks.getEndpoint,
  webhooks.putEndpoint,
  webhooks.deleteEndpoint,
  webhooks.rotateSecret,
  webhooks.testEndpoint,
  webhooks.listDeliveries,
  webhooks.replayDeliveries,
];
