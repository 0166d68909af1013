skip = Skip to the content
nav = Main
nav-worklist = Worklist
nav-left = Nobody gets lost
nav-new = New intake
role = I am a
role-assistant = medical assistant
role-clinician = clinician
role-author = rule author
role-switch = Switch
language = Language
patient = Patient
foot = Spinepath supports clinicians; it never diagnoses. Roles are a demonstration: there is no sign-in yet.
back = Back

home-title = Spinepath
home-lead = Fill in an intake with the patient in the room, or review what came in.
home-drafts = Forms not sent yet
home-no-drafts = None.
home-paper = Forms to fill in on paper
home-rules = Rules { $release }, profile { $profile }.
home-not-deciding = No form is decided now: { $why }

unsaved-again = Not saved: the service does not answer. It is tried again; leave this page open, and nothing typed is lost.
unsaved-refused = Not saved: this form was sent, or is open for another patient. Load the page again to see it.
saved-at = Saved { $at } UTC by { $by }
error-title = {"Error: "}
faults-title = There is a problem

start-title = New intake
start-identifier = Patient number
start-family = Family name
start-given = Given name
start-born = Birth date
start-born-hint = For example 1971-03-02 or 2 March 1971.
start-sex = Sex recorded at birth
start-day = Day of the answers
start-day-hint = Today, unless you enter answers from paper: then the day they were given.
start-go = Start the questions

follow-up-title = Follow-up
follow-up-lead = Ask again what can have changed: every safety question is asked anew. What cannot change stays as it was given.
follow-up-latest = The latest form of this case is of { $day }.
follow-up-started = Started and not sent yet
follow-up-continue = Continue
follow-up-back = Back to the case
last-time = Last time: { $answer }, { $day }

sex-female = female
sex-male = male
sex-intersex = intersex
banner = born { $born } ({ $age } years), { $sex }, number { $number }

save = Save
sections = Sections
section-more = { $n ->
    [one] Show 1 more question of this section
   *[other] Show { $n } more questions of this section
}
go-check = Check and send
for-clinician = clinician

answer-yes = Yes
answer-no = No
answer-unknown = Not known
answer-not-asked = Not asked
answer-none = None of these
answer-clear = Not asked
key-yes = y
key-no = n
key-unknown = u
hint-date = a date, or "3 weeks ago"
body-left = patient's LEFT
body-right = RIGHT
unusual = Is { $answer } right? If not, change it.
used-as = used as { $value }
week-of = week of { $day }
kept = Kept, but not used: another answer says this does not apply.
both = Somebody else answered this at the same time. You entered: { $mine }. What stands here is theirs; choose one.

fault-number = Enter a number, with a unit if you like: 82 kg, 180 lb, 3 weeks.
fault-date = Enter a date: 2026-11-14, 14 nov, or 3 weeks ago.
fault-words = Choose answers that go together, or "not known" alone.
fault-minimum = Enter at least { $limit }.
fault-maximum = Enter at most { $limit }.
fault-multipleof = Enter a multiple of { $limit }.
fault-minlength = Enter at least { $limit } characters.
fault-maxlength = Enter at most { $limit } characters.
fault-pattern = Use only the characters that are allowed here.
fault-required = Fill this in.
fault-enum = Choose one of the answers.
fault-format = Enter a date that exists: 1971-03-02.
fault-after-assessment = Enter a day on or before the day of the answers.
fault-before-birth = Enter a day on or after the birth date.
fault-before-latest-form = Enter a day on or after that of the latest form of this case.
fault-maximum-age = Check the birth date: nobody is older than { $limit }.
fault-not-in-the-future = Enter a day that is not in the future.
fault-unreadable = Enter this in a way that can be read, or take it out.

panel = Urgency so far
panel-settled = No open question can change this. You can stop asking.
panel-left = { $n ->
    [one] 1 question left that can change the answer
   *[other] { $n } questions left that can change the answer
}
panel-left-safety = { $n ->
    [one] 1 safety question left that can change the answer
   *[other] { $n } safety questions left that can change the answer
}
panel-later = Other questions can change it too, after these.
panel-next = Ask next:
panel-clinician = { $n ->
    [one] 1 more is for the clinician.
   *[other] { $n } more are for the clinician.
}
panel-elsewhere = { $n ->
    [one] 1 more is not on this form: it is on the form of the first visit.
   *[other] { $n } more are not on this form: they are on the form of the first visit.
}
panel-unused = { $n ->
    [one] 1 entry cannot be used yet and counts as not asked.
   *[other] { $n } entries cannot be used yet and count as not asked.
}
panel-why = Why
panel-not-ruled-out = { $title }: not ruled out yet
panel-could-become = Could still become { $urgency }.
panel-at-least = At least { $certain }. Could still become { $urgency }.
alert-emergency = EMERGENCY: stop here and fetch a clinician now.
announce = Urgency now: { $urgency }. { $open }

band-emergency = EMERGENCY
band-same-day = TODAY
band-two-weeks = 2 WEEKS
band-routine = ROUTINE
band-conservative = CONSERVATIVE CARE
band-open = NOT SETTLED

check-title = Check and send
check-unusual = Numbers to look at again
check-missing = Safety questions without an answer
check-missing-note = They stay open: an unanswered question is never a "no". Ask them now if you can.
send = Send
back-to-form = Back to the form
change = Change

sent-title = Sent
step-emergency = Fetch a clinician now, and stay with the patient.
step-could-be-emergency = Tell a clinician now: open answers could make this an emergency.
step-same-day = Tell a clinician before the patient leaves: this is for today.
step-two-weeks = Book the appointment within two weeks before the patient leaves.
step-routine = Book the next ordinary appointment.
step-conservative = Print the handout and book the review.
open-case = Open the case
open-signed = Summary as it was signed (PDF)
open-summary = Summary for the clinician (PDF)
open-handout = Handout for the patient (PDF)
not-your-patient-title = This page is about another patient
not-your-patient = Nothing was saved. Open the form of the right patient from the first page.

worklist-title = Worklist
worklist-why = Why it is here
worklist-due = Time left
worklist-owner = Looked after by
worklist-about = born { $born }, number { $number }
worklist-no-reason = See the case
worklist-agreed = A clinician agreed.
worklist-changed = A clinician changed this to { $urgency }.
worklist-provisional = Not settled.
worklist-empty = No case here.
worklist-find = Number or family name begins with
worklist-find-go = Find
worklist-next = Next ones
worklist-whole = Whole list
worklist-new = { $n ->
    [one] 1 new, show
   *[other] { $n } new, show
}
take = Take
filter-state = Review
filter-awaiting = waiting
filter-reviewed = reviewed
filter-all = all
filter-owner = Owner
filter-anyone = anyone
filter-mine = mine
filter-nobody = nobody
filter-settled = Answer
filter-either = all
filter-provisional = not settled
due-none = no target date
due-today = due today
due-left = { $n ->
    [one] 1 day left
   *[other] { $n } days left
}
due-over = { $n ->
    [one] 1 day over
   *[other] { $n } days over
}

case-title = Case
case-first = In short
case-more-reasons = { $n ->
    [one] 1 more reason below
   *[other] { $n } more reasons below
}
case-change = What would change it
case-reasons = Reasons
case-also = Also asked for
case-sources = Sources
case-trace = Every rule looked at
trace-fired = Fired
trace-unknown = Waiting for an answer
trace-silent = Do not apply
case-pain = Where and how bad
case-flags = Safety questions
flags-present = Present
flags-open = Not known or not asked
flags-absent = Asked and absent
case-examination = Examination
case-background = Background
case-visits = Visits
visit-day = Day
visit-urgency = Decision
visit-superseded = superseded
pain-title = Average pain of seven days, 0 to 10
pain-of-ten = { $n } of 10
pain-not-given = not given
pain-described = From { $from } on { $first } to { $to } on { $last }. The table below has every visit.
case-said = Reviews
case-nothing-said = No clinician has reviewed this case yet.
case-documents = Documents and history
case-nobody = Nobody has taken this case.
open-trace = Trace (JSON)
open-audit = Who did what

review-title = Your review
review-agree = Agree
review-change = Change the urgency
review-urgency = Urgency
review-reason = Reason
review-text = In your own words (optional)
review-change-go = Change
review-by = { $by }, { $at } UTC
review-agreed = Agreed: { $urgency }.
review-changed = Changed to { $urgency }: { $reason }.
review-earlier = about an earlier decision
reason-patient-ineligible = does not apply to this patient
reason-action-completed = already done
reason-need-more-info = more information is needed first
reason-inappropriate-recipient = somebody else should decide this
reason-does-not-align-latest-evidence = does not fit the latest evidence
reason-risk-benefit-ratio = risk and benefit are different for this patient
reason-limited-time = no time for it at this visit
fault-unchanged = This is the urgency of the decision: agree instead.
confirm-title = You are lowering an emergency
confirm-sentence = This case is, or could still become, an EMERGENCY. Lower it to { $urgency }?
confirm-lead = The decision stays on record with your review. Nothing has been changed yet.
confirm-back = Go back, change nothing
confirm-go = Lower it
superseded-title = The case has moved on
superseded = There is a newer decision or review. Nothing was kept: read the case again and review what is in force now.

audit-title = Who did what
audit-lead = Everything done with this case, oldest first. Nobody can change or hide a line.
audit-at = When
audit-who = Who
audit-what = What
audit-intake-submitted = Sent an intake
audit-follow-up-submitted = Sent a further form
audit-review = Reviewed the decision
audit-take = Took the case
audit-shadow-lowering-explained = Explained why a candidate release is less urgent

nav-rules = Rules
rules-title = Rules
rules-search = Search
rules-go = Show
rules-more = More rules
rules-found = { $n ->
    [one] 1 rule, most urgent first
   *[other] { $n } rules, most urgent first
}
rules-use = Numbers: the cases decided in the last { $days } days, the latest { $most } of them at most, whichever release decided. Of each case, the decision in force counts.
rules-fired = Fired in { $fired } of { $cases } cases; in { $changed } of those { $fired } a clinician changed the urgency.
rule-asks = What it asks for
rule-asks-nothing = Nothing by itself.
rule-fired-title = How often it fired
rule-fired-in = Fired in { $fired } of { $cases } cases decided in the last { $days } days, whichever release decided.
rule-reviewed-in = A clinician reviewed { $reviewed } of those { $fired }, and changed the urgency in { $changed }.
rule-no-cases = No case was decided in the last { $days } days.
rule-fired-not-read = How often rules fired cannot be read now: the database does not answer.
rule-when = When
rule-words = What these words mean
rule-while-unknown = While an answer is missing
rule-says = What it says
rule-because = Why
rule-thresholds = Thresholds
rule-over-time = Thresholds over time
rule-over-time-note = What each threshold of this rule is in the releases of this program, whether they decide or not. A row is the first release that has it so.
rule-threshold = Threshold
rule-value = Value
rule-since = Since release
rule-cited = Source
rule-threshold-gone = not there any more
rule-evidence = Evidence
rule-overdue = Overdue: read this source again.
rule-tests = Tests
rule-fires = fires
rule-silent = stays silent
rule-unknown = cannot tell

left-title = Nobody gets lost
left-lead = Who was sent on, who is past the target, whose answers are open, and which forms were never sent. A case or a form leaves this list only when a person closes it; a new decision or a new answer puts it back.
left-none = Nobody.
left-diverted = Sent on today or as an emergency
left-diverted-lead = Did they arrive? A clinician closes these.
left-past = Past the target
left-past-lead = The day by which they should have been seen is over.
left-open = Open answers
left-open-lead = The decision can still change: ask what is open.
left-drafts = Forms that were begun and not sent
left-drafts-lead = Nobody has typed on them for a day.
close = Close
close-title = Nothing is left to do
close-case = You close the case as it is decided now. It stays in the record, and a new decision opens it again.
close-draft = You close the form as it is. What was typed stays, and a new answer opens it again.
close-why = Why nothing is left to do
close-text = In your own words
close-go = Close
close-back = Back
close-superseded = There is a newer decision or answer, or somebody closed it already. Nothing was kept: look again.
closing-seen = The patient was seen
closing-elsewhere = Somebody else looks after the patient
closing-declined = The patient does not want it
closing-not-reached = The patient could not be reached: say what was tried
closing-mistake = Entered by mistake: say what went wrong
closed-by = Closed: { $reason }. { $by }, { $at } UTC.
audit-close = Closed the case
nav-releases = Releases
releases-title = Releases of the rules
releases-lead = Which rules are in this program or were recorded here, and where each release stands today (UTC).
releases-caption = The newest release first.
release-version = Release
release-standing = Today
release-form = Form
release-days = Decides
release-approved = Approved by
release-digest = Digest
release-not-here = not in this program
release-compare = What changed since the release before
release-coverage = What its tests have not seen
nothing-recorded = Nothing is recorded.
nobody-approved = Nobody signed here.
standing-in-force = In force
standing-usual = In force: nothing was ever recorded, so the newest release in the program decides
standing-shadow = Shadow: decides beside the one in force, and nobody on a case sees it
standing-scheduled = Scheduled: decides from { $from } on
standing-withdrawn = Withdrawn from { $on } on by { $by }: { $why }
standing-ended = Decided until { $on }
standing-not-activated = Not activated
days-on = on { $from }
days-until = { $from } to { $until }
days-from = from { $from } on
acts-title = What was recorded
acts-caption = Every record about this release, oldest first. Nobody can change or hide one.
acts-signed = Signed by
act-release = Released { $days }
act-return = Returned to { $days }
act-withdraw = Withdrew { $days }

shadow-title = Beside the release in force
shadow-none = This release was never compared with what decided: `serve --shadow` names a candidate.
shadow-compared = { $compared } of { $made } decisions were compared since { $since }.
shadow-differ = In { $differ } of those { $compared } something differs; { $open } of these are less urgent and nobody explained why.
shadow-caption = What this release would have decided otherwise; the less urgent first.
shadow-rules = Rules that came or went as a reason.
shadow-what = What
shadow-lowered = − less urgent
shadow-raised = + more urgent
shadow-same = same urgency
shadow-came = came
shadow-went = went
shadow-bound = Could become { $from }, now { $to }.
shadow-explained = Number { $n }: explained by { $by }: { $why }
shadow-not-explained = Number { $n }: not explained.
moved-from = Before
moved-to = Now
moved-by = By
moved-lowered = − less urgent
moved-raised = + more urgent
moved-patient = A patient who shows it
cases-count = Cases
cases-some = Some of them

compare-title = Two releases compared
compare-between = { $from } to { $to }
compare-from = Before
compare-to = Now
compare-go = Compare
compare-forms = Whom it moves, over every form there can be
compare-nobody = Proved: no acceptable form gets another urgency.
compare-steps = Steps from one urgency to another that a form can take: { $lowered } down, { $raised } up. The steps down come first; each has a patient who shows it.
compare-apart = These releases cannot be compared over every form.
compare-forms-caption = Each step, under each profile, with the rule that makes it.
compare-denied = { $n ->
    [one] 1 other question is denied.
   *[other] { $n } other questions are denied.
}
compare-cases = What it does with the stored cases
compare-cases-caption = Cases whose urgency, or what it could become, moves; the less urgent first.
compare-more = The same as a report, with every patient:
compare-written = What is written otherwise
compare-same-words = Nothing is written otherwise in values, definitions and rules.
compare-marks = What is only in the release before stands behind − and is struck out; what is only in the one now stands behind + and is underlined.
cases-not-named = Which cases these are is told to a rule author only: nobody on a case sees what another release would have said.
cases-none = There is no stored case.
cases-counts = Of { $cases } stored cases (profile { $profile }): { $lowered } less urgent, { $bound } could become less, { $raised } more urgent or could become so, { $changed } with other requests, { $same } the same.
cases-left-out = { $cases } cases could not be compared.
cases-too-many = There are { $cases } stored cases: too many for a page to wait for.
change-new = is new
change-gone = is gone
change-number = another number under { $profile }
change-meaning = means something else
change-condition = fires when something else holds
change-urgency = another urgency under { $profile }
change-unknown = does something else while an answer is missing, or is of another kind
change-requests = asks for something else
mark-gone = taken out:
mark-new = put in:
mark-end = (end)
change-was = was:
change-is = is:
rule-went = went:
rule-came = came:
part-definition = Definition
part-rule = Rule
part-offer = Treatments
part-class = Class of patients
part-contraindication = Contraindication

coverage-title = Not seen by a test
coverage-looked = { $tests } tests looked at { $units } conditions with { $parts } parts.
coverage-missing = A part is seen when it alone decides for somebody: with yes, with no, and with not known. Nobody in the tests shows { $gaps } of { $of } of these.
coverage-inside-only = Only the tests inside the release looked: whole patients are not part of the program. To let them look too:
coverage-caption = Conditions, those with most patients missing first. How many parts were seen to decide, of how many that can be.
coverage-expression = Condition
coverage-gaps = Missing
coverage-of = { $seen } of { $of }
coverage-nobody = Nobody in the tests is decided by one of these:
coverage-all-seen = Somebody in the tests shows each part of it.
coverage-cannot = What no test can show
coverage-never = never so
coverage-never-alone = never decides alone
coverage-whole = All conditions
coverage-more = More conditions

nav-system = System
system-title = System
system-lead = How this service is now. Nothing here is about a patient, so it can be sent to whoever helps.
system-as-text = The same as plain text, to copy
system-caption = What is running, and on what.
system-wrong = To look after:
system-live = Answers
system-ready = Takes forms
system-program = Program
system-clock = Clock
system-database = Database
system-migrations = Migrations
system-migrations-are = { $applied } applied, the latest { $latest }; { $waiting } waiting
system-release = Release in force
system-form = Form in force
system-profile = Profile
system-shadow = Shadow release
system-no-shadow = none
docs-title = Interface for programs
docs-lead = Everything a program can ask of this service, with forms to try it with.
docs-file = The description as a file (OpenAPI 3.1)
docs-try = “Try it out” asks this service and no other. A preview of a decision keeps nothing; a form or a review that is sent there is kept.
docs-no-script = This page needs JavaScript to show the description. Everything is in the file, too.
docs-made-with = Shown with Swagger UI 5.35.0:
docs-parts = licenses of its parts
