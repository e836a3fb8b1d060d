//! What becomes of things, told as people tell it: by deeds in their order, by the noun of a verb, by handing in; and what
//! is no step. Beside it rights told by who there is, records that stay, and lists below a record that somebody wants.

use domain::{Spec, rule::FormalRule};

use crate::{reading::read, rights::rights};

/// `verb: from > to` for every step of the one machine.
fn steps(spec: &Spec) -> Vec<String> {
    let machines = spec.rules.iter().filter_map(FormalRule::of);
    let mut found: Vec<String> = machines
        .filter_map(|rule| match rule {
            FormalRule::StateMachine { transitions, .. } => Some(transitions),
            _ => None,
        })
        .flatten()
        .map(|step| format!("{}: {} > {}", step.verb, step.from.join(","), step.to))
        .collect();
    found.sort();
    found
}

fn lives(said: &str, expected: &[&str]) {
    let spec = read(&format!("An API for a workshop. A job has a title. {said}"));
    assert_eq!(steps(&spec), expected, "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

fn told(said: &str) -> Vec<String> {
    let spec = read(&format!(
        "An API for a club. Courts have a name. Bookings are for one court and have a date. {said}"
    ));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    rights(&spec)
}

#[test]
fn deeds_without_a_name_of_their_own_are_the_steps_in_their_order() {
    lives(
        "waiting -> on the bench -> ready -> collected. A mechanic starts a job, then finishes it, and the desk hands it over.",
        &["finish: on_the_bench > ready", "hand_over: ready > collected", "start: waiting > on_the_bench"],
    );
    // A deed that holds something up is no turn of its way.
    lives(
        "A job is queued, then running, then done. Operators can pause a running job and resume it.",
        &[
            "done: running > done",
            "pause: running > paused",
            "resume: paused > running",
            "start: queued > running",
        ],
    );
}

#[test]
fn what_is_in_production_somebody_produces() {
    lives(
        "A job is received at first, then in production, then archived. Technicians produce it and archive it.",
        &["archive: in_production > archived", "produce: received > in_production"],
    );
    lives(
        "received -> under review -> closed. Clerks review jobs and close them.",
        &["close: under_review > closed", "review: received > under_review"],
    );
}

#[test]
fn a_draft_is_handed_in() {
    for said in [
        "A job begins as a draft, the applicant submits it, and then an officer approves or rejects it.",
        "A job is a draft first. The applicant submits the job. A clerk then checks it and either approves or rejects it.",
    ] {
        lives(
            said,
            &["approve: submitted > approved", "reject: submitted > rejected", "submit: draft > submitted"],
        );
    }
}

#[test]
fn what_is_new_is_taken_on_from_there() {
    lives(
        "A job is new, then managers plan it and later ship it, or they decline it straight away while it's new.",
        &["decline: new > declined", "plan: new > planned", "ship: planned > shipped"],
    );
    lives(
        "A new job is accepted or rejected, and an accepted one is resolved in the end.",
        &["accept: new > accepted", "reject: new > rejected", "resolve: accepted > resolved"],
    );
}

#[test]
fn what_ends_the_beginning_is_a_step_from_there() {
    for said in [
        "A job is a draft until the planner submits it, whereupon the foreman either accepts or rejects it.",
        "A job starts as draft until the planner submits it. Then the foreman accepts it or rejects it.",
        "Jobs are drafts until they are submitted by a planner. A foreman accepts or rejects submitted ones.",
        "A job begins as draft, the planner submits it, and after that the foreman accepts it or rejects it.",
    ] {
        lives(
            said,
            &["accept: submitted > accepted", "reject: submitted > rejected", "submit: draft > submitted"],
        );
    }
    // Whatever it begins as, where it is pointed at; and who submits a job makes one.
    lives("A job begins as open. The planner submits it.", &["submit: open > submitted"]);
    lives("A job begins as submitted. The planner submits a job.", &[]);
    // What holds back a step is no step.
    lives(
        "A job is planned. A planned job can be cancelled until the customer arrives.",
        &["cancel: planned > cancelled"],
    );
}

#[test]
fn states_told_one_after_the_other_are_a_course() {
    for end in ["", ", one after the other", ", in this order"] {
        lives(
            &format!("A job is planned, assigned, in work, finished{end}."),
            &["assign: planned > assigned", "finish: in_work > finished", "in_work: assigned > in_work"],
        );
    }
    // How it looks is no course, and what it may be instead is none either.
    lives("A job is small, quick, cheap.", &[]);
    lives("A job is approved/rejected/cancelled.", &[]);
}

#[test]
fn the_way_back_is_not_the_way_there() {
    lives(
        "A job starts as new, is then in progress and finally resolved. A resolved job can be reopened.",
        &["reopen: resolved > in_progress", "resolve: in_progress > resolved", "start: new > in_progress"],
    );
}

#[test]
fn a_step_that_only_its_state_tells_is_called_by_the_deed() {
    lives(
        "The status of a job goes open -> assigned -> signed off -> done -> open.",
        &[
            "assign: open > assigned",
            "done: signed_off > done",
            "reopen: done > open",
            "sign_off: assigned > signed_off",
        ],
    );
    // A deed that has its name already keeps it, and so does what every record has.
    lives(
        "The status of a job goes sent -> read -> updated.",
        &["mark_read: sent > read", "updated: read > updated"],
    );
    // Who may take it may do so under that name.
    let spec = read(
        "An API. A job has a title. Status: pending -> approved (by the foreman), approved -> shipped (by the clerk).",
    );
    assert_eq!(rights(&spec), ["clerk ship Job", "foreman approve Job"]);
}

#[test]
fn signs_between_states_are_arrows() {
    lives(
        "queued > running > passed or failed. Queued and running ones can be cancelled.",
        &[
            "cancel: queued,running > cancelled",
            "fail: running > failed",
            "passed: running > passed",
            "start: queued > running",
        ],
    );
}

#[test]
fn what_a_flag_says_is_no_step() {
    let spec = read(
        "An API for a workshop. A job has a title and a paused flag. Operators can pause and resume jobs.",
    );
    assert_eq!(steps(&spec), Vec::<String>::new());
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn what_is_locked_can_be_unlocked() {
    let said = "A job is either active or locked. Managers can lock and unlock jobs. New jobs are active.";
    lives(said, &["lock: active > locked", "unlock: locked > active"]);
}

#[test]
fn who_there_is_tells_who_may_do_what() {
    let both = ["keeper create Court", "keeper update Court", "public read Court"];
    for said in [
        "There are two kinds of users: keepers, who can create and edit courts, and visitors, who may only look at them.",
        "Two roles: keeper, who creates and edits courts, and visitor, who looks at them.",
    ] {
        assert_eq!(told(said), both, "{said}");
    }
    let said = "It's the keepers who add courts, and it's the boss who removes them.";
    assert_eq!(told(said), ["boss delete Court", "keeper create Court"]);
    let said = "The boatman, he's the only one allowed to add courts or change them.";
    assert_eq!(told(said), ["boatman create Court", "boatman update Court"]);
    let said = "As a secretary I am the only one who can delete a court.";
    assert_eq!(told(said), ["secretary delete Court"]);
}

#[test]
fn what_follows_a_right_may_be_for_others() {
    let said = "Members can view courts, but editing them is for keepers.";
    assert_eq!(told(said), ["keeper update Court", "member read Court"]);
    let said = "Clerks see and edit all bookings. They do not delete bookings.";
    assert_eq!(told(said), ["!clerk delete Booking", "clerk read Booking", "clerk update Booking"]);
    let said = "When it comes to courts, only keepers may add or change any.";
    assert_eq!(told(said), ["keeper create Court", "keeper update Court"]);
    let said = "Keepers create and edit courts and bookings. Players can read both.";
    assert_eq!(told(said).iter().filter(|right| right.starts_with("player")).count(), 2, "{:?}", told(said));
    let said = "Keepers create courts. Players put in bookings and they can delete their own but not other people's.";
    assert_eq!(told(said), ["keeper create Court", "player create Booking", "player delete Booking own"]);
}

#[test]
fn access_is_told_by_a_label() {
    let spec = read(
        "An API for a lab. Samples have a code and a date. Write access: chemists. Read access: everyone.",
    );
    let found = rights(&spec);
    assert!(found.iter().any(|right| right.starts_with("chemist create")), "{found:?}");
    assert!(found.iter().any(|right| right.starts_with("public read")), "{found:?}");
    assert_eq!(spec.open_questions.len(), 0, "{:?}", spec.open_questions);
}

#[test]
fn records_stay_as_they_were_entered() {
    for said in [
        "Once booked they're never changed and never deleted.",
        "Saved entries are never touched again.",
        "Entries cannot be altered afterwards.",
        "An entry, once made, stays as it is.",
        "Nobody edits entries.",
        "Entries can only be added, never changed or deleted.",
        "Entries are written once and not changed after that.",
    ] {
        let spec = read(&format!("An API for a log. An entry has a text and a date. {said}"));
        let whole = |rule: FormalRule| matches!(rule, FormalRule::Immutable { fields, filter: None, .. } if fields.is_empty());
        assert!(spec.rules.iter().filter_map(FormalRule::of).any(whole), "{said}: {:?}", spec.rules);
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    // In one state alone they do.
    let spec = read(
        "An API for a shop. An invoice has a number and a status (draft, paid). Once paid an invoice cannot be changed.",
    );
    let whole = |rule: FormalRule| matches!(rule, FormalRule::Immutable { filter: None, .. });
    assert!(!spec.rules.iter().filter_map(FormalRule::of).any(whole), "{:?}", spec.rules);
}

const RESCUE: &str = "An API for a team. A callout has a reference. Members have a name. An attendance is for one member \
                      and one callout and has a start and an end.";

#[test]
fn the_same_two_are_together_once() {
    for said in [
        "A member is only in once per callout.",
        "No member twice on the same callout.",
        "Member + callout is unique.",
        "Member and callout together have to be unique.",
    ] {
        let spec = read(&format!("{RESCUE} {said}"));
        assert_eq!(spec.entities["Attendance"].unique, [["member_id", "callout_id"]], "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn nobody_gets_more_than_so_many() {
    for said in [
        "Nobody gets more than 3 attendances.",
        "A member never has more than 3 attendances.",
        "3 attendances per member, not more.",
        "As a leader I want the system to refuse more than 3 attendances per member, so that it stays fair.",
    ] {
        let spec = read(&format!("{RESCUE} {said}"));
        let limit = |rule: FormalRule| matches!(rule, FormalRule::Limit { scope, max: 3, .. } if scope == ["member_id"]);
        assert!(spec.rules.iter().filter_map(FormalRule::of).any(limit), "{said}: {:?}", spec.rules);
    }
}

#[test]
fn two_are_not_in_one_place_at_once() {
    for said in [
        "Two attendances must not be in the same callout at overlapping times.",
        "There shall be no two attendances for the same callout whose times overlap.",
    ] {
        let spec = read(&format!("{RESCUE} {said}"));
        let overlap =
            |rule: FormalRule| matches!(rule, FormalRule::Overlap { scope, .. } if scope == ["callout_id"]);
        assert!(spec.rules.iter().filter_map(FormalRule::of).any(overlap), "{said}: {:?}", spec.rules);
    }
}

const CLINIC: &str =
    "An API for a clinic. Patients have a name and a town. Visits are for one patient and have a date.";

fn lists(said: &str) -> Vec<String> {
    let spec = read(&format!("{CLINIC} {said}"));
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let asked = |op: &&domain::spec::Operation| {
        op.route.is_some() || !op.filters.is_empty() || !op.search.is_empty() || !op.sort.is_empty()
    };
    let told = spec.operations.iter().filter(asked).map(|op| {
        let path = op.path.clone().unwrap_or_default();
        format!("{path} {} {} {}", op.filters.join(","), op.search.join(","), op.sort.join(","))
    });
    told.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_list_below_a_record_is_there_for_whoever_wants_it() {
    for said in [
        "As a nurse I want to see all visits of a patient, so that I know them.",
        "I want to pull up a patient and see all her visits.",
        "It would be handy to pull up all visits of a patient.",
    ] {
        assert_eq!(lists(said), ["/patients/{id}/visits"], "{said}");
    }
    assert_eq!(lists("When I click on a patient I want his visits."), ["/patients/{id}/visits"]);
}

#[test]
fn how_something_is_looked_for_is_no_member_of_it() {
    for said in [
        "We need to find a patient by typing bits of the name.",
        "Patients must be findable by name.",
        "Find a patient by entering part of its name.",
    ] {
        assert_eq!(lists(said), ["/patients name"], "{said}");
    }
    let spec =
        read(&format!("{CLINIC} As a nurse I want to search patients by name and narrow them down by town."));
    assert!(!spec.entities["Patient"].fields.contains_key("narrow"));
    let spec = read(&format!("{CLINIC} For the fire drill we need the visits filtered by patient."));
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Patient", "Visit"]);
}

#[test]
fn an_order_that_turns_is_one_order() {
    assert_eq!(lists("Visits are sorted by date with the newest on top."), ["/visits -date"]);
}
