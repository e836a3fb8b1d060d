//! The life of a thing, told over several sentences that say nothing of it one by one.

use crate::{courses::course, reading::read, rights::rights};

/// What the texts say: where it begins, the steps, and who takes them. Nothing of them is left to be asked.
fn check(said: &[&str], initial: &str, steps: &[&str], allowed: &[&str]) {
    let sorted = |list: &[&str]| {
        let mut list: Vec<String> = list.iter().map(|step| (*step).to_owned()).collect();
        list.sort();
        list
    };
    for said in said {
        let spec = read(&format!("API in Gin. {said}"));
        assert_eq!(course(&spec), (initial.to_owned(), sorted(steps)), "{said}");
        assert_eq!(rights(&spec), sorted(allowed), "{said}");
        assert_eq!(spec.coverage.silent, 0, "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

/// The routes beyond those that every thing has.
fn routes(said: &str) -> Vec<String> {
    let spec = read(&format!("API in Gin. {said}"));
    let own = spec.operations.iter().filter_map(|op| op.path.clone()).filter(|path| path.contains("{id}/"));
    own.collect()
}

#[test]
fn a_step_is_one_because_the_text_says_elsewhere_that_there_are_states() {
    check(
        &[
            "A permit has a plate. New permits shall be requested; an officer approves or rejects them, an approved one may be \
             revoked.",
            "A permit has a plate. A permit begins as requested. An officer approves it or rejects it. An approved permit may be \
             revoked.",
            "A permit has a plate. In the beginning its status is requested; an officer either approves or rejects a requested \
             permit, and approved ones can be revoked.",
            "A permit has a plate. Permits come in as requested. Approving and rejecting is for officers. Requested permits get \
             approved or rejected; an approved one may be revoked.",
        ],
        "requested",
        &["requested>approved", "requested>rejected", "approved>revoked"],
        &["officer approve Permit", "officer reject Permit"],
    );
}

#[test]
fn steps_follow_each_other_as_they_are_told() {
    check(
        &[
            "A job has a device. A job begins as requested. The fixer accepts it (accepted) and later completes it (completed).",
            "A job has a device. It is requested, accepted or completed. The fixer accepts it and then completes it.",
            "A job has a device. Jobs start as requested. The fixer accepts a job. The fixer completes it.",
            "A job has a device. New jobs are requested. As a fixer I want to accept a job. As a fixer I want to complete an \
             accepted job.",
        ],
        "requested",
        &["requested>accepted", "accepted>completed"],
        &["fixer accept Job", "fixer complete Job"],
    );
    check(
        &[
            "A deed has a title. Deeds are drafted by clerks, signed by notaries and archived by the registrar, in this order.",
        ],
        "drafted",
        &["drafted>signed", "signed>archived"],
        &["clerk create Deed", "notary sign Deed", "registrar archive Deed"],
    );
}

#[test]
fn what_somebody_does_to_a_thing_may_be_said_the_other_way_round() {
    check(
        &[
            "A reservation has a time. New reservations are waiting. The game master confirms or cancels them, and a confirmed one \
             he can also cancel.",
            "A reservation has a time. A new reservation is waiting. It is up to the game master to confirm or cancel a \
             reservation. Confirmed ones can be cancelled by the game master too.",
        ],
        "waiting",
        &["waiting>confirmed", "waiting>cancelled", "confirmed>cancelled"],
        &["game_master cancel Reservation", "game_master confirm Reservation"],
    );
}

#[test]
fn a_record_turns_into_what_it_is_then() {
    check(
        &[
            "A stay has a bed. New stays are expected. When the guest arrives the warden checks the stay in; the next morning he \
             checks it out. An expected stay becomes missed.",
            "A stay has a bed. Stays start as expected. The warden checks an expected stay in (checked in), and then checks it \
             out. Expected stays can become missed.",
        ],
        "expected",
        &["expected>checked_in", "checked_in>checked_out", "expected>missed"],
        &["warden check_in Stay", "warden check_out Stay"],
    );
    check(
        &[
            "A loco has a gauge. Locos are either in service, in repair or retired. The mechanic sends a loco to repair and puts it \
           back in service. The board retires locos.",
        ],
        "in_service",
        &["in_service>in_repair", "in_repair>in_service", "in_service>retired"],
        &["board retire Loco", "mechanic in_repair Loco", "mechanic in_service Loco"],
    );
}

#[test]
fn a_step_may_lead_back_to_where_it_was() {
    check(
        &[
            "An offer has a title. At first the offer is available. It can be reserved, and a reserved offer can be sold, or it can be \
           released and is then available again.",
        ],
        "available",
        &["available>reserved", "reserved>sold", "reserved>available"],
        &[],
    );
}

#[test]
fn until_a_state_is_before_it_and_before_all_that_comes_behind() {
    check(
        &[
            "A parcel has a weight. A parcel starts as packed. A parcel can be cancelled until it is shipped. The courier ships it \
             and then delivers it.",
            "A parcel has a weight. A parcel starts as packed. The courier ships it and then delivers it. Nobody can cancel a \
             parcel after it was shipped.",
        ],
        "packed",
        &["packed>shipped", "shipped>delivered", "packed>cancelled"],
        &["courier deliver Parcel", "courier ship Parcel"],
    );
}

#[test]
fn listed_deeds_name_the_steps_that_have_no_verb() {
    let said = "A repair has a price. The state of the repair: in the beginning it is received, then in work, then ready and at \
                the end delivered. I need the actions start, finish and deliver.";
    check(&[said], "received", &["received>in_work", "in_work>ready", "ready>delivered"], &[]);
    assert_eq!(routes(said), ["/repairs/{id}/start", "/repairs/{id}/finish", "/repairs/{id}/deliver"]);
}

#[test]
fn a_thing_without_a_stated_beginning_is_new_and_that_is_told() {
    let spec = read("API in Gin. A walk has a start. Walkers accept walks and finish them.");
    assert_eq!(
        course(&spec),
        ("new".to_owned(), vec!["accepted>finished".to_owned(), "new>accepted".to_owned()])
    );
    assert!(
        spec.assumptions.iter().any(|told| told.text.contains("before its first step")),
        "{:?}",
        spec.assumptions
    );
}

#[test]
fn what_holds_a_step_back_in_a_way_of_its_own_is_asked_about() {
    let spec = read(
        "API in Gin. A registration has a bib. New registrations are confirmed. A runner may withdraw a confirmed registration up \
         to the race.",
    );
    assert_eq!(course(&spec).1, ["confirmed>withdrawn"]);
    assert!(
        spec.open_questions.iter().any(|asked| asked.text.contains("up to the race")),
        "{:?}",
        spec.open_questions
    );
}

#[test]
fn habits_and_lists_are_no_steps() {
    for said in [
        "A rental has a day. Members borrow tools.",
        "A recipe has a title. An ingredient appears in many recipes.",
        "A poll has a question, an opening day and an anonymous flag (default true).",
        "A rehearsal has a date, an excuse (optional) and a code (unique).",
        "A key has a code. Porters hand out keys and take them back.",
    ] {
        let spec = read(&format!("API in Gin. {said}"));
        assert!(spec.rules.iter().all(|rule| rule.kind != "state_machine"), "{said}: {:?}", spec.rules);
    }
}

#[test]
fn names_of_steps_name_them_whatever_leads_to_the_names() {
    for said in [
        "Calls: estimate, repair, hand over.",
        "Your calls might be named estimate, repair and hand-over.",
        "The verbs are therefore estimate, repair and hand over.",
        "Each step has its own POST: estimate, repair, hand-over.",
        "So you'd estimate, repair and hand over.",
        "Smiths estimate, repair and hand over.",
        "The smith does \"estimate\", \"repair\" and \"hand over\".",
    ] {
        let routes = routes(&format!(
            "A watch has a fault. Watches go from received to estimated to repaired to handed over. {said}"
        ));
        let wanted = ["/watches/{id}/estimate", "/watches/{id}/repair", "/watches/{id}/hand-over"];
        assert_eq!(routes, wanted, "{said}");
    }
    // Nothing of a watch is ever hammered.
    let routes =
        routes("A watch has a fault. Watches go from received to repaired. Smiths hammer and polish.");
    assert_eq!(routes, ["/watches/{id}/repair"]);
}

#[test]
fn a_course_may_be_told_in_passing() {
    for (said, initial, steps) in [
        (
            "A job starts proposed and ends accepted or refused.",
            "proposed",
            &["proposed>accepted", "proposed>refused"][..],
        ),
        (
            "A job is scheduled, then boarding, then departed.",
            "scheduled",
            &["scheduled>boarding", "boarding>departed"],
        ),
        (
            "A job is first open. It is then assigned, and at last closed.",
            "open",
            &["open>assigned", "assigned>closed"],
        ),
        ("Jobs are draft > lodged > paid.", "draft", &["draft>lodged", "lodged>paid"]),
        (
            "Jobs: pending, then confirmed by the clerk, or cancelled while still pending.",
            "pending",
            &["pending>cancelled", "pending>confirmed"],
        ),
        (
            "Jobs are requested, and the clerk confirms or refuses them.",
            "requested",
            &["requested>confirmed", "requested>refused"],
        ),
    ] {
        let (first, mut seen) = course(&read(&format!("API in Gin. A job has a title. {said}")));
        let mut wanted: Vec<String> = steps.iter().map(|step| (*step).to_owned()).collect();
        wanted.sort();
        seen.sort();
        assert_eq!((first.as_str(), seen), (initial, wanted), "{said}");
    }
}

#[test]
fn the_last_step_of_a_route_may_stand_again_by_another_name() {
    for said in [
        "POST /jobs/{id}/approve, /deny and /revoke",
        "`POST /jobs/:id/approve`, `/deny`, `/revoke`",
        "POST /jobs/{id}/approve | /deny | /revoke",
    ] {
        let text = format!(
            "A job has a title. Jobs go from open to approved to revoked, or from open to denied. {said}."
        );
        let mut routes = routes(&text);
        routes.sort();
        assert_eq!(routes, ["/jobs/{id}/approve", "/jobs/{id}/deny", "/jobs/{id}/revoke"], "{said}");
    }
    // Other things are no steps.
    let routes =
        routes("A job has a title. Jobs go from open to done. POST /jobs/{id}/finish and /customers.");
    assert!(!routes.iter().any(|path| path.contains("customers")), "{routes:?}");
}

#[test]
fn a_list_by_something_may_say_what_comes_first_in_other_words() {
    for said in [
        "Lists: jobs by kind, due date first.",
        "Lists: jobs by kind with the nearest due date first.",
        "Lists: jobs by kind sorted on due date.",
    ] {
        let spec =
            read(&format!("API in Gin. A job has a kind (big or small), a price and a due date. {said}"));
        let list = spec.operations.iter().find(|op| op.id == "listJobs").unwrap();
        assert_eq!(
            (list.filters.as_slice(), list.sort.as_slice()),
            (&["kind".to_owned()][..], &["due_date".to_owned()][..]),
            "{said}"
        );
    }
}
