//! Chains of states, wherever they stand and however the arrows are drawn.

use domain::{Spec, rule::FormalRule};

use crate::reading::read;

/// The steps of the one machine, `a>b` each, in the order of the alphabet.
fn steps(spec: &Spec) -> Vec<String> {
    let mut found: Vec<String> = spec
        .rules
        .iter()
        .filter_map(FormalRule::of)
        .filter_map(|rule| match rule {
            FormalRule::StateMachine { transitions, .. } => Some(transitions),
            _ => None,
        })
        .flatten()
        .flat_map(|step| step.from.into_iter().map(move |from| format!("{from}>{}", step.to)))
        .collect();
    found.sort();
    found
}

fn whole(text: &str, wanted: &[&str]) {
    let spec = read(text);
    assert_eq!(steps(&spec), wanted, "{text}");
    assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
    assert!(spec.auth.as_ref().is_none_or(|auth| auth.roles.is_empty()), "{text}");
}

const VISIT: [&str; 4] =
    ["checked_in>done", "scheduled>cancelled", "scheduled>checked_in", "scheduled>no_show"];

#[test]
fn a_chain_runs_across_commas_and_parts() {
    for chain in [
        "scheduled -> checked in -> done, or scheduled -> cancelled / no-show",
        "scheduled → checked in → done, scheduled → cancelled, scheduled → no-show",
        "scheduled -> checked in -> done; scheduled -> cancelled or no-show",
    ] {
        for told in ["An appointment has a state: ", "The state of an appointment: ", "Appointment status: "]
        {
            whole(&format!("API for appointments (title, start). {told}{chain}."), &VISIT);
        }
    }
    whole(
        "API for appointments (title, start, state scheduled → checked in → done, or scheduled → cancelled / no-show).",
        &VISIT,
    );
    whole(
        "API for tickets (title, status open > in progress > closed).",
        &["in_progress>closed", "open>in_progress"],
    );
}

#[test]
fn words_around_a_chain_are_no_states() {
    let given = "API for tickets (title).";
    whole(
        &format!("{given} Status goes open -> assigned -> closed; closed -> open again is possible."),
        &["assigned>closed", "closed>open", "open>assigned"],
    );
    whole(
        &format!("{given} A ticket moves from new to assigned to closed, never backwards."),
        &["assigned>closed", "new>assigned"],
    );
    for tail in ["nothing else", "no other transitions are allowed", "all other changes are refused"] {
        whole(&format!("{given} status: new -> open, open -> closed; {tail}"), &["new>open", "open>closed"]);
    }
    for lead in ["Allowed status changes", "Ticket status changes", "Possible status transitions"] {
        whole(
            &format!("{given} {lead}: new to open, open to closed, new to rejected."),
            &["new>open", "new>rejected", "open>closed"],
        );
    }
}

#[test]
fn a_choice_says_where_it_begins() {
    for begins in [
        "starting as draft",
        "starts as draft",
        "beginning as draft",
        "initially draft",
        "initial state draft",
    ] {
        for open in ["status: draft, running, closed, ", "status (draft, running, closed), "] {
            let text = format!("API for campaigns. A campaign has a title and a {open}{begins}.");
            let spec = read(&text);
            let field = &spec.entities["Campaign"].fields["status"];
            let values: Vec<&str> = field.values.iter().flatten().filter_map(|v| v.as_str()).collect();
            assert_eq!(values, ["draft", "running", "closed"], "{text}");
            assert_eq!(field.default, Some(serde_json::json!("draft")), "{text}");
        }
    }
}

#[test]
fn steps_go_on_from_what_was_told() {
    whole(
        "API for batches (code). New batches are planned. Brewing a planned batch makes it fermenting. A fermenting batch can be moved to conditioning, and from there it can be bottled.",
        &["conditioning>bottled", "fermenting>conditioning", "planned>fermenting"],
    );
    whole(
        "API for offers (title, status open/accepted/declined). An offer is open at first; it can be accepted or declined.",
        &["open>accepted", "open>declined"],
    );
    whole(
        "API for reports (body). Status of a report: draft -> handed in -> signed. A report that was handed in can be sent back to draft.",
        &["draft>handed_in", "handed_in>draft", "handed_in>signed"],
    );
    let spec = read(
        "API for helpers (name) and assignments (helper, day date). Assignments are proposed, confirmed or declined: a proposed one can be confirmed or declined, a confirmed one can still be declined.",
    );
    assert_eq!(steps(&spec), ["confirmed>declined", "proposed>confirmed", "proposed>declined"]);
    assert!(!spec.entities.contains_key("ProposedOne"));
}

#[test]
fn the_first_of_a_chain_is_no_part_of_the_name_of_the_field() {
    for told in [
        "a title and a status open -> assigned -> done",
        "a title, a status open → assigned → done, and a note",
        "a title, its stage open → assigned → done",
    ] {
        let spec = read(&format!("API for requests. A request has {told}."));
        let request = &spec.entities["Request"];
        let field = request.fields.get("status").or_else(|| request.fields.get("stage")).unwrap();
        let values = serde_json::to_value(&field.values).unwrap();
        assert_eq!(
            values,
            serde_json::json!(["open", "assigned", "done"]),
            "{told}: {:?}",
            request.fields.keys()
        );
        assert!(spec.open_questions.is_empty(), "{told}: {:?}", spec.open_questions);
    }
}

#[test]
fn how_many_there_are_per_something_bounds_no_field() {
    let spec = read(
        "API for harvests. A harvest belongs to a parcel and has a year and kilos, at most one per parcel and year. \
         Parcels have a name.",
    );
    assert_eq!(spec.entities["Harvest"].fields["kilos"].maximum, None);
}
