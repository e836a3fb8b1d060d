//! How states change, told without anybody's verb: `cancelled possible from anything except done`, `send them to
//! review`; and what a deed needs, which is no thing.

use domain::rule::FormalRule;

use crate::reading::read;

/// The states from which the verb leads on.
fn left_by(text: &str, wanted: &str) -> Vec<String> {
    let spec = read(text);
    let steps = spec.rules.iter().filter_map(FormalRule::of).filter_map(|rule| match rule {
        FormalRule::StateMachine { transitions, .. } => Some(transitions),
        _ => None,
    });
    steps.flatten().filter(|step| step.verb == wanted).flat_map(|step| step.from).collect()
}

#[test]
fn a_step_may_be_possible_from_all_states_but_some() {
    for text in [
        "An event has a title and a status: asked -> quoted -> done; cancelled possible from anything except done.",
        "- Event: title, date, status: asked -> quoted -> done; cancelled possible from anything but done",
        "An event has a title and a status asked -> quoted -> done, cancelled possible from every state except done.",
        "An event has a title. Its status goes from asked to quoted to done. It can be cancelled from any state except done.",
        "An event has a title and a status: asked -> quoted -> done. Cancelling is allowed from any state other than done.",
        "An event has a title and a status: asked -> quoted -> done. Cancellation is possible at any stage except done.",
    ] {
        assert_eq!(left_by(text, "cancel"), ["asked", "quoted"], "{text}");
        let spec = read(text);
        let fields = &spec.entities["Event"].fields;
        assert!(!fields.keys().any(|name| name.contains("possible")), "{text}: {fields:?}");
        let values: Vec<_> = fields["status"].values.iter().flatten().filter_map(|v| v.as_str()).collect();
        assert!(values.contains(&"cancelled"), "{text}: {values:?}");
    }
}

#[test]
fn to_send_a_record_to_a_state_moves_it_there() {
    let project = "Project has title, status: new -> in progress -> review -> delivered.";
    for said in [
        "Translators see only their own projects and can send them to review.",
        "Translators see only their own projects and can submit them for review.",
    ] {
        let spec = read(&format!("{project} {said}"));
        let values: Vec<_> = spec.entities["Project"].fields["status"]
            .values
            .iter()
            .flatten()
            .filter_map(|v| v.as_str())
            .collect();
        assert_eq!(values, ["new", "in_progress", "review", "delivered"], "{said}");
        let rights = || spec.auth.iter().flat_map(|auth| &auth.permissions);
        let right = rights().find(|p| p.ops.iter().any(|op| op == "review"));
        assert!(
            right.is_some_and(|p| p.roles == ["translator"]),
            "{said}: {:?}",
            rights().collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_a_deed_needs_makes_no_thing_of_the_deed() {
    for text in [
        "A request has a title. The registrar approves or rejects a request; a rejection needs a reason.",
        "A claim has a text and a status: new -> checked -> approved or rejected. A rejection must have a reason.",
        "A booking has a date. Guests can cancel their bookings. A cancellation needs a reason.",
    ] {
        let spec = read(text);
        assert_eq!(spec.entities.len(), 1, "{text}: {:?}", spec.entities.keys());
        assert!(!spec.open_questions.is_empty(), "{text}");
    }
}

#[test]
fn rights_of_several_people_stand_in_one_line() {
    let things = "Clients: name, city. Events: title, date.";
    for line in [
        "- sales: creates/edits clients and events; chef: reads events; manager: all",
        "Roles: sales: creates and edits clients and events; chef: reads events; manager: everything",
    ] {
        let spec = read(&format!("{things}\n{line}"));
        let may = |role: &str, op: &str, entity: &str| {
            spec.auth.iter().flat_map(|auth| &auth.permissions).any(|p| {
                p.roles.iter().any(|r| r == role)
                    && p.ops.iter().any(|o| o == op)
                    && p.entity.as_deref().is_none_or(|of| of == entity)
            })
        };
        assert!(may("sales", "create", "Client") && may("sales", "update", "Event"), "{line}");
        assert!(may("chef", "read", "Event") && !may("chef", "create", "Event"), "{line}");
        assert!(may("manager", "delete", "Client"), "{line}");
    }
}
