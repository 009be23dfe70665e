"""The features, left to right: each may use those on its left. This is the only list of them."""

from vc.accounts import feature as accounts
from vc.approvals import feature as approvals
from vc.attendance import feature as attendance
from vc.booking import feature as booking
from vc.branding import feature as branding
from vc.calendars import feature as calendars
from vc.certificates import feature as certificates
from vc.channels import feature as channels
from vc.checklists import feature as checklists
from vc.clips import feature as clips
from vc.connections import feature as connections
from vc.consents import feature as consents
from vc.coverage import feature as coverage
from vc.demonstration import feature as demonstration
from vc.diagnosis import feature as diagnosis
from vc.editorial_plan import feature as editorial_plan
from vc.evidence_bundles import feature as evidence_bundles
from vc.feature import Feature
from vc.first_day import feature as first_day
from vc.forums import feature as forums
from vc.grants import feature as grants
from vc.help import feature as help_
from vc.interviews import feature as interviews
from vc.licences import feature as licences
from vc.lists import feature as lists
from vc.live import feature as live
from vc.mail import feature as mail
from vc.media import feature as media
from vc.notices import feature as notices
from vc.office import feature as office
from vc.player import feature as player
from vc.privacy import feature as privacy
from vc.programme import feature as programme
from vc.public_clips import feature as public_clips
from vc.publishing import feature as publishing
from vc.publishing_bans import feature as publishing_bans
from vc.reconciliation import feature as reconciliation
from vc.recordings import feature as recordings
from vc.reports import feature as reports
from vc.retention import feature as retention
from vc.search import feature as search
from vc.series import feature as series
from vc.sitemap import feature as sitemap
from vc.surveys import feature as surveys
from vc.talk_requests import feature as talk_requests
from vc.topics import feature as topics
from vc.transcripts import feature as transcripts
from vc.uploads import feature as uploads

FEATURES: tuple[Feature, ...] = (
    office.FEATURE,
    search.FEATURE,
    accounts.FEATURE,
    lists.FEATURE,
    connections.FEATURE,
    licences.FEATURE,
    booking.FEATURE,
    series.FEATURE,
    calendars.FEATURE,
    programme.FEATURE,
    mail.FEATURE,
    privacy.FEATURE,
    attendance.FEATURE,
    surveys.FEATURE,
    certificates.FEATURE,
    talk_requests.FEATURE,
    forums.FEATURE,
    recordings.FEATURE,
    live.FEATURE,
    media.FEATURE,
    transcripts.FEATURE,
    uploads.FEATURE,
    retention.FEATURE,
    player.FEATURE,
    branding.FEATURE,
    consents.FEATURE,
    coverage.FEATURE,
    publishing_bans.FEATURE,
    clips.FEATURE,
    checklists.FEATURE,
    interviews.FEATURE,
    topics.FEATURE,
    approvals.FEATURE,
    channels.FEATURE,
    publishing.FEATURE,
    evidence_bundles.FEATURE,
    editorial_plan.FEATURE,
    public_clips.FEATURE,
    sitemap.FEATURE,
    grants.FEATURE,
    reconciliation.FEATURE,
    diagnosis.FEATURE,
    first_day.FEATURE,
    notices.FEATURE,
    help_.FEATURE,
    reports.FEATURE,
    demonstration.FEATURE,
)
