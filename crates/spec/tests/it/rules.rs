//! Rules between rows and fields, in the words that people use for them.

use domain::{Spec, rule::FormalRule};

use crate::reading::read;

/// The formal rules and the sets of fields that are unique together.
fn rules(spec: &Spec) -> Vec<String> {
    let mut found: Vec<String> = spec
        .rules
        .iter()
        .filter(|rule| rule.origin != Some(domain::Origin::Default))
        .filter_map(|rule| {
            let entity = rule.entity.clone().unwrap_or_default();
            Some(match FormalRule::of(rule)? {
                FormalRule::Overlap { scope, .. } => format!("overlap {entity} {}", scope.join(",")),
                FormalRule::Limit { scope, max, per, .. } => {
                    format!(
                        "limit {entity} {max} per {}{}",
                        scope.join(","),
                        if per.is_some() { " and period" } else { "" }
                    )
                }
                FormalRule::Capacity { key, field } => format!("capacity {entity} {field} of {key}"),
                FormalRule::Compare { field, op, key, other } => {
                    format!("compare {entity} {field} {} {other} of {key}", op.as_str())
                }
                FormalRule::Order { before, after, strict } => {
                    format!("order {entity} {before} {} {after}", if strict { "<" } else { "<=" })
                }
                FormalRule::StateMachine { initial, transitions, .. } => {
                    let steps: Vec<String> = transitions
                        .iter()
                        .map(|t| format!("{} {}>{}", t.verb, t.from.join("|"), t.to))
                        .collect();
                    format!("machine {entity} {initial}: {}", steps.join(", "))
                }
                FormalRule::Immutable { fields, filter: None, .. } => {
                    format!("immutable {entity} {}", fields.join(","))
                }
                FormalRule::Immutable { filter: Some(filter), ops, .. } => {
                    format!("settled {entity} {}={:?} {ops:?}", filter.field, filter.values)
                }
                FormalRule::Time { field, .. } => format!("time {entity} {field}"),
                FormalRule::Differ { one, other } => format!("differ {entity} {one},{other}"),
                FormalRule::Deadline { key, field, .. } => {
                    format!("deadline {entity} {}.{field}", key.unwrap_or_default())
                }
                FormalRule::Requires { key, field, values } => {
                    format!("requires {entity} {key}.{field}={values:?}")
                }
                FormalRule::UniqueTogether { fields } => format!("unique {entity} {}", fields.join(",")),
            })
        })
        .collect();
    for (name, entity) in &spec.entities {
        found.extend(entity.unique.iter().map(|set| format!("unique {name} {}", set.join(","))));
    }
    found.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

fn check(said: &str, expected: &[&str]) {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(rules(&spec), expected, "{said}");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

/// No form holds it: it stays text and is asked about.
fn check_text(said: &str) {
    let spec = read(&format!("{THINGS} {said}"));
    assert_eq!(rules(&spec), Vec::<String>::new(), "{said}");
    assert!(!spec.open_questions.is_empty(), "{said}: nothing is asked");
    assert_eq!(spec.coverage.silent, 0, "{said}");
}

const THINGS: &str = "API. A room has a name and seats (integer). A guest has a name. A booking belongs to a room and a \
                      guest and has a title, a start, an end and a party size.";

#[test]
fn a_field_is_held_against_one_of_the_row_that_its_key_points_to() {
    let seats = ["compare Booking party_size <= seats of room_id"];
    check("The party size may not exceed the room's seats.", &seats);
    check("The party size must not be bigger than the seats of the room.", &seats);
    check(
        "The party size has to be less than the room's seats.",
        &["compare Booking party_size < seats of room_id"],
    );
    let spec = read(
        "API. A project has a name and a start date. A milestone belongs to a project and has a due date. \
         The due date must not be before the start date of the project.",
    );
    assert_eq!(rules(&spec), ["compare Milestone due_date >= start_date of project_id"]);
}

#[test]
fn a_comparison_that_reckons_or_names_nothing_known_stays_text() {
    check_text("The party size may not exceed the seats of the room minus 1.");
    check_text("The party size may not exceed the hall's places.");
}

#[test]
fn two_at_once_are_forbidden_in_many_words() {
    check(
        "Neither a room nor a guest can have two bookings at the same time.",
        &["overlap Booking room_id", "overlap Booking guest_id"],
    );
    check("A room can only host one booking at a time.", &["overlap Booking room_id"]);
    check("There may be only one booking per room at any time.", &["overlap Booking room_id"]);
    check(
        "It must not be possible to book the same room twice for overlapping periods.",
        &["overlap Booking room_id"],
    );
    check(
        "A guest must not have overlapping bookings and no more than 5 bookings per week.",
        &["overlap Booking guest_id", "limit Booking 5 per guest_id and period"],
    );
}

#[test]
fn what_is_refused_is_the_second_one() {
    for said in [
        "The system must reject a booking that overlaps with another booking of the same room.",
        "If the requested time overlaps with an existing booking of the room, the API returns 409.",
    ] {
        check(said, &["overlap Booking room_id"]);
    }
    check(
        "Duplicate bookings (same guest, same room) are not allowed.",
        &["unique Booking guest_id,room_id"],
    );
}

#[test]
fn at_most_so_many_in_many_words() {
    let three = ["limit Booking 3 per guest_id and period"];
    check("Limit guests to 3 bookings per week.", &three);
    check("Guests are limited to three bookings a week.", &three);
    check("A guest is allowed up to 3 bookings per month.", &three);
    check("No guest may have more than 3 bookings per day.", &three);
    check("There can be at most 40 bookings per room.", &["limit Booking 40 per room_id"]);
}

#[test]
fn what_may_be_there_once_is_unique_together() {
    check("Each guest can leave a single booking per room.", &["unique Booking guest_id,room_id"]);
    check("No guest may book twice for the same room.", &["unique Booking guest_id,room_id"]);
    check("Per room and title there may be at most one booking.", &["unique Booking room_id,title"]);
    check("At most one booking per guest, room and title.", &["unique Booking guest_id,room_id,title"]);
}

#[test]
fn orders_are_told_with_verbs_and_with_names_that_look_like_verbs() {
    let spec = read("API. A shift has a starts at and an ends at. A shift ends after it starts.");
    assert_eq!(rules(&spec), ["order Shift starts_at < ends_at"]);
    check("A booking cannot end before it starts.", &["order Booking start <= end"]);
    let spec = read("API. Surveys (title, opens on, closes on). closes on has to be after opens on.");
    assert_eq!(rules(&spec), ["order Survey opens_on < closes_on"]);
}

#[test]
fn what_nobody_may_change_never_changes() {
    check("Bookings can neither be edited nor deleted.", &["immutable Booking"]);
    check_text("Cancelled bookings cannot be changed.");
}

const TICKETS: &str = "API. A ticket has a title and a status.";

#[test]
fn a_line_of_arrows_may_have_states_of_several_words_and_begin_again() {
    let machine = |said: &str| rules(&read(&format!("{TICKETS} {said}")));
    assert_eq!(
        machine("Status: in stock -> in use, in use -> in stock, in use -> broken"),
        ["machine Ticket in_stock: in_use in_stock>in_use, in_stock in_use>in_stock, break in_use>broken"]
    );
    assert_eq!(
        machine("The status goes open -> paid or open -> declined."),
        ["machine Ticket open: pay open>paid, decline open>declined"]
    );
    assert_eq!(
        machine("\n\nAllowed status changes:\n- new -> open\n- open -> closed"),
        ["machine Ticket new: open new>open, close open>closed"]
    );
}

#[test]
fn a_flow_in_words_names_pairs_and_ways_back() {
    let machine = |said: &str| rules(&read(&format!("{TICKETS} {said}")));
    assert_eq!(
        machine("Tickets go from draft to in review, from in review to published or back to draft."),
        [
            "machine Ticket draft: in_review draft>in_review, publish in_review>published, draft in_review>draft"
        ]
    );
    assert_eq!(
        machine("Status can only change from open to paid or void, and from paid to void."),
        ["machine Ticket open: pay open>paid, void open|paid>void"]
    );
    assert_eq!(
        machine("Flow: draft to submitted to under review, then approved or declined."),
        ["machine Ticket draft: submit draft>submitted, under_review submitted>under_review, \
          approve under_review>approved, decline under_review>declined"]
    );
}

#[test]
fn a_table_of_changes_is_a_machine_with_its_verbs_and_who_may() {
    let spec = read(&format!(
        "{TICKETS}\n\n| From | To | Trigger | Role |\n|---|---|---|---|\n| new | in work | take | agent |\n\
         | in work | done | finish | agent |"
    ));
    assert_eq!(rules(&spec), ["machine Ticket new: take new>in_work, finish in_work>done"]);
    let auth = spec.auth.as_ref().unwrap();
    assert_eq!(auth.roles, ["agent"]);
    assert!(auth.permissions.iter().any(|p| p.ops.contains(&"take".to_owned()) && p.roles == ["agent"]));
}

#[test]
fn who_moves_a_record_may_be_told_before_its_states() {
    let spec = read(
        "API. Permits have a plate. Clerks approve or reject permits. \
         Status flow: requested -> approved -> expired, requested -> rejected",
    );
    assert_eq!(
        rules(&spec),
        [
            "machine Permit requested: approve requested>approved, expire approved>expired, reject requested>rejected"
        ]
    );
}

/// The rules of a text of its own.
fn check_whole(text: &str, expected: &[&str]) {
    let spec = read(text);
    let found = rules(&spec);
    for line in expected {
        assert!(found.iter().any(|rule| rule == line), "{text}\nno {line} among {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{text}\n{found:#?}");
    assert_eq!(spec.coverage.silent, 0, "{text}");
}

#[test]
fn two_names_are_held_against_each_other_whatever_they_are_called() {
    let hires = "An API for hires. A hire has a hirer, starts at, ends at.";
    for said in ["End after start ofc.", "Hires have to end after they begin."] {
        check_whole(&format!("{hires} {said}"), &["order Hire starts_at < ends_at"]);
    }
    check_whole(
        "Coupons: code, valid from, valid to. valid to can't be earlier than valid from.",
        &["order Coupon valid_from <= valid_to"],
    );
}

#[test]
fn a_number_of_one_record_is_held_against_the_record_it_belongs_to() {
    let jobs = "A machine has a max load in kg. A job belongs to a machine and has a load in kg.";
    for said in [
        "A job's load can never be heavier than the max load of its machine.",
        "The load of a job is at most the max load of its machine.",
    ] {
        check_whole(&format!("{jobs} {said}"), &["compare Job load <= max_load of machine_id"]);
    }
}

#[test]
fn room_is_told_by_what_there_is_of_it() {
    let exams = "Exams have a title and a number of seats. A registration belongs to an exam and has a name.";
    for said in [
        "An exam can't take more registrations than it has seats.",
        "The system shall not allow more registrations for an exam than there are seats.",
        "An exam accepts no more registrations than its number of seats.",
    ] {
        check_whole(&format!("{exams} {said}"), &["capacity Registration seats of exam_id"]);
    }
}

#[test]
fn flows_are_told_in_turn_and_may_part_at_their_end() {
    check_whole(
        "Claims have a title. A claim starts as draft, is submitted, and is then either approved or rejected.",
        &[
            "machine Claim draft: submit draft>submitted, approve submitted>approved, reject submitted>rejected",
        ],
    );
    check_whole(
        "Jobs have a title and a state. A job has to be planned, then running, then finished.",
        &["machine Job planned: start planned>running, finish running>finished"],
    );
}

#[test]
fn a_scenario_is_one_though_it_has_three_lines() {
    check_whole(
        "Ticket: subject, status (open, resolved)\n\nGiven a ticket that is open\nWhen an agent resolves it\nThen the ticket is resolved",
        &["machine Ticket open: resolve open>resolved"],
    );
}

#[test]
fn arrows_may_say_what_does_it_and_tables_what_a_state_may_become() {
    check_whole(
        "Applications have a name and a status.\n\n`sent` --accept--> `accepted`\n`sent` --reject--> `rejected`",
        &["machine Application sent: accept sent>accepted, reject sent>rejected"],
    );
    check_whole(
        "Parcels have a code.\n\n| state | may become | triggered by |\n|---|---|---|\n| arrived | collected, returned | collect, return |\n| collected | | |",
        &["machine Parcel arrived: collect arrived>collected, return arrived>returned"],
    );
}

#[test]
fn making_a_thing_is_no_step_back_to_where_it_begins() {
    let text = "Loans have a note. Loan status: requested -> approved -> returned. \
                As a neighbour I can request a loan.";
    check_whole(text, &["machine Loan requested: approve requested>approved, return approved>returned"]);
}

#[test]
fn what_a_rule_compares_is_no_text() {
    use domain::spec::FieldType::{Date, Decimal};
    for (fields, said, kind) in [
        ("a left and a right", "Left can't be higher than right.", Decimal),
        ("a floor load and a wall load", "The floor load must not exceed the wall load.", Decimal),
        ("a lower mark and an upper mark", "The lower mark must be less than the upper mark.", Decimal),
        ("a served date and a best side", "The served date must be after the best side.", Date),
    ] {
        let spec = read(&format!("An API for plates. A plate has {fields}. {said}"));
        let formal = spec.rules.iter().filter(|rule| FormalRule::of(rule).is_some()).count();
        let kinds: Vec<_> = spec.entities["Plate"].fields.values().map(|field| field.ql_type).collect();
        if formal > 0 {
            assert_eq!(kinds, [kind, kind], "{said}");
        } else {
            assert!(!spec.open_questions.is_empty(), "{said}");
        }
    }
}

#[test]
fn chains_of_states_go_on_whatever_the_states_are_called() {
    for (states, deeds) in [
        (["new", "paid", "sent"], ["pay", "send"]),
        (["draft", "sent", "done"], ["send", "done"]),
        (["open", "active", "void"], ["activate", "void"]),
    ] {
        let line = states.join(" -> ");
        for said in [
            format!("An order has a number and a status: {line}."),
            format!("An order has a number. Status goes {line}."),
            format!("An order has a number. Each order moves {line}."),
            format!("An order has a number. Orders go through the states {line}."),
        ] {
            let spec = read(&format!("An API. {said}"));
            let [a, b, c] = states;
            let [to_b, to_c] = deeds;
            let wanted = format!("machine Order {a}: {to_b} {a}>{b}, {to_c} {b}>{c}");
            assert_eq!(rules(&spec), [wanted], "{said}");
        }
    }
    let text =
        "An API. A ticket has a subject. Agents can move tickets from open to in progress to resolved.";
    let wanted = "machine Ticket open: start open>in_progress, resolve in_progress>resolved";
    assert_eq!(rules(&read(text)), [wanted]);
}

#[test]
fn the_first_of_the_listed_states_is_where_records_begin() {
    let text = "An API. A ticket has a subject and a status (open, waiting, closed). A customer can reopen a closed ticket.";
    let found = rules(&read(text));
    assert!(found.iter().any(|rule| rule.starts_with("machine Ticket open:")), "{found:?}");
}

#[test]
fn a_number_may_be_held_below_another_in_any_words() {
    for said in [
        "The used count must not exceed the max count.",
        "Used count cannot exceed max count.",
        "The used count can never exceed the max count.",
        "The used count may not be more than the max count.",
    ] {
        let spec = read(&format!("An API. A coupon has a used count and a max count. {said}"));
        assert_eq!(rules(&spec), ["order Coupon used_count <= max_count"], "{said}");
    }
    let said = "An API. A room has a max count and a used count, which can never exceed the max count.";
    assert_eq!(rules(&read(said)), ["order Room used_count <= max_count"]);
}

#[test]
fn whose_they_are_is_where_they_must_not_overlap() {
    for said in [
        "A doctor's appointments must not overlap.",
        "The appointments of a doctor must not overlap.",
        "Appointments of the same doctor cannot overlap.",
    ] {
        let spec = read(&format!(
            "An API. Doctors have a name. Appointments belong to a doctor and have a start and an end. {said}"
        ));
        assert_eq!(rules(&spec), ["overlap Appointment doctor_id"], "{said}");
    }
}

#[test]
fn what_limits_a_rule_is_never_left_out() {
    use domain::spec::RuleStatus;
    for said in ["A task cannot be assigned once it is done.", "Tasks can be commented unless they are done."]
    {
        let text = format!(
            "An API. A plan has a name and a deadline. A task has a title, a done flag and belongs to a plan. {said}"
        );
        let spec = read(&text);
        assert!(
            spec.rules.iter().any(|rule| rule.status == RuleStatus::TextOnly),
            "{said}: {:?}",
            spec.rules
        );
    }
}
