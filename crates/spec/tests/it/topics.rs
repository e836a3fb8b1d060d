//! Things that are named first and spoken of then, members with words between them, and lines that belong to a thing
//! though none of them says so.

use domain::{Spec, spec::FieldType};

use crate::reading::read;

/// The fields of each thing, and the keys, in the order of the text.
fn told(spec: &Spec) -> String {
    let shown = |(name, field): (&String, &domain::spec::Field)| {
        let values: Vec<&str> = field.values.iter().flatten().filter_map(|value| value.as_str()).collect();
        let kind = if values.is_empty() { format!("{:?}", field.ql_type) } else { values.join("|") };
        format!(
            "{name} {kind}{}{}",
            if field.unique == Some(true) { "!" } else { "" },
            if field.required { "" } else { "?" }
        )
    };
    let things = spec.entities.iter().map(|(name, thing)| {
        format!("{name}: {}", thing.fields.iter().map(shown).collect::<Vec<_>>().join(", "))
    });
    let keys = spec.relations.iter().map(|key| format!("{} -> {}", key.from, key.to));
    things.chain(keys).collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn says(text: &str, wanted: &str) {
    assert_eq!(told(&read(text)), wanted, "{text}");
}

/// No word of it is asked about.
#[track_caller]
fn wholly(text: &str, wanted: &str) {
    says(text, wanted);
    let spec = read(text);
    let asked: Vec<&str> = spec.open_questions.iter().map(|question| question.text.as_str()).collect();
    assert!(asked.is_empty(), "{text}: {asked:?}");
}

#[test]
fn what_is_named_first_has_what_the_pronoun_has() {
    for text in [
        "Rowers, they have a name and a phone.",
        "And rowers of course, they need a name and a phone.",
        "Next up, the rowers. They've got a name and a phone.",
        "Rowers, that's the name and the phone.",
        "So rowers, every rower has a name and a phone.",
        "Okay, rowers. Name and phone.",
        "Then you've got your rowers, with a name and a phone.",
        "Rowers, well, a name and a phone will do.",
        "A rower is just a name and a phone.",
        "There's rowers, who have a name and a phone.",
        "For each rower the name and the phone.",
    ] {
        wholly(text, "Rower: name String, phone Phone");
    }
}

#[test]
fn what_was_named_before_keeps_its_own_members() {
    says(
        "Boats. A boat has a name and a length in metres. Rowers, they have a phone and an email.",
        "Boat: name String, length Decimal; Rower: phone Phone, email Email",
    );
    says(
        "Dogs have a name. Then the appointments: each is for one dog, with a start, the price and some notes.",
        "Dog: name String; Appointment: start DateTime, price Decimal, notes Text; Appointment -> Dog",
    );
    says(
        "Orders have a date. Products have a name. And then the order lines, each line is one product and the quantity.",
        "Order: date Date; Product: name String; OrderLine: quantity Integer; OrderLine -> Product; OrderLine -> Order",
    );
    // People who do something are no list of what they have.
    says("Boats have a name and a phone. Rowers, they may delete boats.", "Boat: name String, phone Phone");
}

#[test]
fn whose_each_is_stands_before_what_it_has() {
    says(
        "Dogs have a name. Kennels have a number. Each stay of a dog in a kennel has a day and a price.",
        "Dog: name String; Kennel: number String; Stay: day Date, price Decimal; Stay -> Dog; Stay -> Kennel",
    );
    says(
        "Pets have a name. Owners have a name. A visit is when an owner brings a pet, so it has a date and a price.",
        "Pet: name String; Owner: name String; Visit: date Date, price Decimal; Visit -> Owner; Visit -> Pet",
    );
    says(
        "Jobs have a title. Each try is logged as an attempt of the job: attempted at, error message.",
        "Job: title String; Attempt: attempted_at DateTime, error_message Text; Attempt -> Job",
    );
    says(
        "An order is from one cafe, and it's got a date. Cafes have a name.",
        "Order: date Date; Cafe: name String; Order -> Cafe",
    );
    says(
        "An outing is with one boat and one rower is down for it. It has a date. Boats have a name. Rowers have a phone.",
        "Outing: date Date; Boat: name String; Rower: phone Phone; Outing -> Boat; Outing -> Rower",
    );
}

#[test]
fn words_between_members_are_said_of_the_one_before() {
    wholly(
        "Boats have a name, only one boat of each name, a number of seats, anything from one to eight, and a flag \
         whether it's in service, normally it is.",
        "Boat: name String!, seats Integer, in_service Boolean?",
    );
    wholly(
        "Ewes have a tag number, that's unique obviously, and a breed.",
        "Ewe: tag_number String!, breed String",
    );
    wholly(
        "Loans have a from date and a due date, has to be after the from date.",
        "Loan: from_date Date, due_date Date",
    );
    wholly("Lambs have a sex, ram or ewe, and a weight in kilos.", "Lamb: sex ram|ewe, weight Decimal");
    wholly("Duties have a role, lead or assistant.", "Duty: role lead|assistant");
    wholly("Dogs have a breed and whether it bites.", "Dog: breed String, bites Boolean?");
    wholly(
        "Customers have a name, a photo maybe, and an email, although some don't have one.",
        "Customer: name String, photo File?, email Email?",
    );
    wholly(
        "Hires have a start date and, once it's back, a return date.",
        "Hire: start_date Date, return_date Date?",
    );
    wholly(
        "Reports have a title, the location as coordinates from the phone, and the email of whoever sent it, which may \
         be left out.",
        "Report: title String, location Geo, email Email?",
    );
    let spec = read("Samples have a row and column in the box (both 1 to 10) and a label.");
    let sample = spec.entities.get("Sample").map(|thing| &thing.fields);
    for name in ["row", "column"] {
        let field = sample.and_then(|fields| fields.get(name));
        assert!(field.is_some_and(|field| field.ql_type == FieldType::Integer), "{name}: {field:?}");
    }
}

#[test]
fn brackets_say_what_a_member_is() {
    wholly("Trips have a departure (date + time) and a fare.", "Trip: departure DateTime, fare Decimal");
    wholly("Members: name, on call (yes/no, no by default)", "Member: name String, on_call Boolean?");
    wholly(
        "Orders: number, tooth numbers (a list of whole numbers)",
        "Order: number String, tooth_numbers IntegerArray",
    );
    wholly(
        "Trees: tree number (it is on the metal plate, hence unique), height in m",
        "Tree: tree_number String!, height Decimal",
    );
    wholly(
        "Landlords have a name, a bank account (IBAN) and an email.",
        "Landlord: name String, bank_account String, email Email",
    );
    says(
        "- Therapists: first name, email (unique) and speciality (back, knee, other)",
        "Therapist: first_name String, email Email!, speciality back|knee|other",
    );
}

#[test]
fn cards_tell_what_made_a_thing_and_how_many_there_are() {
    says(
        "2.1 Zone: code (unique), name.\n2.2 Applicant: first name, email.\n2.3 Application: made by one applicant for \
         one zone. Contains the licence plate and the start date.",
        "Zone: code String!, name String; Applicant: first_name String, email Email; \
         Application: licence_plate String, start_date Date; Application -> Applicant; Application -> Zone",
    );
    says(
        "Orders: order number, due date.\nScans: any number per order, each has a file and a taken-on date.",
        "Order: order_number String, due_date Date; Scan: file File, taken_on Date; Scan -> Order",
    );
    says(
        "Runner: hostname, ip address\nBuild: number, started at\n\nBuild -> Runner (one)",
        "Runner: hostname String, ip_address Ip; Build: number String, started_at DateTime; Build -> Runner",
    );
    says(
        "Shift: starts at, ends at\nSwapRequest: the shift it is about, a reason (max 300 chars)\n\nAt most 2 swap requests \
         per shift.",
        "Shift: starts_at DateTime, ends_at DateTime; SwapRequest: reason Text; SwapRequest -> Shift",
    );
    says(
        "| What | What we write down |\n|---|---|\n| Job | fault, promised date |\n| Part | name, price |\n| Used part | job, part, quantity |",
        "Job: fault String, promised_date Date; Part: name String, price Decimal; UsedPart: quantity Integer; \
         UsedPart -> Job; UsedPart -> Part",
    );
}

#[test]
fn two_ends_of_one_kind_are_no_change_of_a_state() {
    let spec = read(
        "Warehouse: code (unique), address.\nMovement: pallet number, from warehouse, to warehouse, moved at.",
    );
    let moves = spec.rules.iter().any(|rule| format!("{:?}", rule.kind).contains("StateMachine"));
    assert!(!moves, "{:?}", spec.rules);
    says(
        "* my plants (species, nickname, bought on)\n* repottings: plant, date, soil",
        "Plant: species String, nickname String, bought_on Date; Repotting: date Date, soil String; Repotting -> Plant",
    );
    says(
        "Venues have a name and a city. There's concerts, each at one venue, with the band, the date and the price.",
        "Venue: name String, city String; Concert: band String, date Date, price Decimal; Concert -> Venue",
    );
    let spec = read("Pallets: label, fragile (y/n, default n)");
    let fragile = spec.entities.get("Pallet").and_then(|thing| thing.fields.get("fragile"));
    assert_eq!(fragile.and_then(|field| field.default.clone()), Some(serde_json::json!(false)));
}

#[test]
fn what_several_have_each_of_them_has() {
    for text in [
        "Suppliers and customers have a name and an email.",
        "Both suppliers and customers have a name and an email.",
        "Suppliers, customers all have a name and an email.",
    ] {
        wholly(text, "Supplier: name String, email Email; Customer: name String, email Email");
    }
    says(
        "Rooms, and tools have a number and a colour.",
        "Room: number String, colour String; Tool: number String, colour String",
    );
}

#[test]
fn acceptance_criteria_are_of_the_thing_in_the_story() {
    says(
        "As a technician I want to register a device.\n  AC:\n  - asset tag is mandatory and nobody else has the same one\n  \
         - manufacturer, model, ward\n  - risk class is one of low, medium, high\n  - purchase date may be left empty",
        "Device: asset_tag String!, manufacturer String, model String, ward String, risk_class low|medium|high, \
         purchase_date Date?",
    );
}

#[test]
fn nobody_and_no_document_is_a_member() {
    says("The website stays with Carol. Trips have a date and a price.", "Trip: date Date, price Decimal");
    says(
        "Trips have a destination and a price.\n\nTa\nMoira, Valley Wheels",
        "Trip: destination String, price Decimal",
    );
    says(
        "Parking permits - back-end service, functional requirements (draft 0.3)\n\nPermits have a code and a start date.",
        "Permit: code String, start_date Date",
    );
    says(
        "The system stores suppliers: company, contact name, email.",
        "Supplier: company String, contact_name String, email Email",
    );
}
