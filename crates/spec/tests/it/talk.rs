//! A clause that tells what one list does is read to its end, in whatever order its words come.

use domain::{
    Spec,
    spec::{Operation, OperationKind},
};

use crate::reading::read;

const GARAGE: &str = "An API in FastAPI. A customer has a name. A repair has a title, a description, a price, a due date, a status of open, \
                      busy or done and belongs to a customer.";
const HARBOUR: &str = "A REST API for a harbour. Boats have a name. A mooring has a berth, a note, a fee, an arrival date and a state \
                       (booked, cancelled). Each mooring belongs to one boat.";

fn list<'a>(spec: &'a Spec, entity: &str) -> &'a Operation {
    spec.operations
        .iter()
        .find(|op| op.entity.as_deref() == Some(entity) && op.kind == OperationKind::List)
        .unwrap()
}

/// The list of repairs after the words, and that of moorings after the same words of its own; nothing else may come of them.
fn told(said: &str) -> [(Spec, &'static str); 2] {
    let moored = said
        .replace("repair", "mooring")
        .replace("Repair", "Mooring")
        .replace("description", "note")
        .replace("title", "berth")
        .replace("price", "fee")
        .replace("due date", "arrival date")
        .replace("status", "state")
        .replace("customer", "boat")
        .replace("Customer", "Boat");
    [(read(&format!("{GARAGE} {said}")), "Repair"), (read(&format!("{HARBOUR} {moored}")), "Mooring")].map(
        |(spec, entity)| {
            assert!(spec.open_questions.is_empty(), "{said} {:?}", spec.open_questions);
            assert!(spec.rules.is_empty(), "{said} {:?}", spec.rules);
            assert_eq!(spec.entities.len(), 2, "{said} {:?}", spec.entities.keys());
            assert!(spec.operations.iter().all(|op| op.kind != OperationKind::Query), "{said}");
            (spec, entity)
        },
    )
}

fn slots(names: &[&str]) -> [Vec<String>; 2] {
    let mooring = |name: &str| match name.trim_start_matches('-') {
        "status" => "state".to_owned(),
        "customer_id" => "boat_id".to_owned(),
        "title" => "berth".to_owned(),
        "description" => "note".to_owned(),
        "price" => "fee".to_owned(),
        "due_date" => "arrival_date".to_owned(),
        other => other.to_owned(),
    };
    let turned = |name: &&str| format!("{}{}", if name.starts_with('-') { "-" } else { "" }, mooring(name));
    [names.iter().map(|name| (*name).to_owned()).collect(), names.iter().map(turned).collect()]
}

#[test]
fn a_filter_is_of_the_list_that_its_clause_names() {
    for said in [
        "The repairs list should support filtering by status.",
        "The repair list should have a filter for status.",
        "List repairs with a filter on status.",
        "Listing repairs with optional status filter.",
        "When listing repairs you can filter by status.",
        "When listing repairs, allow filtering by status.",
        "Please add filtering by status to the repair list.",
        "Filters for repairs: status.",
        "Repair filters: status",
        "The list of repairs can be narrowed down by status.",
        "One should be able to restrict the repair list to one status.",
        "filter for status on repairs",
        "Filter by status on the repairs list.",
        "The repair listing endpoint takes a status parameter.",
        "Optional query parameter on the repair list: status.",
        "Repairs must be filterable per status.",
        "GET /repairs accepts a status query parameter.",
    ] {
        for ((spec, entity), names) in told(said).iter().zip(slots(&["status"])) {
            if said.starts_with("GET") && *entity != "Repair" {
                continue;
            }
            assert_eq!(list(spec, entity).filters, names, "{said}");
        }
    }
    for said in [
        "Repairs can be filtered by status and/or customer.",
        "List repairs (filter: status, customer).",
        "Filters on repairs: status, customer",
        "Repairs list with filters status and customer.",
        "When listing repairs, one can filter by status as well as by customer.",
        "The repairs list can be filtered by status, and also by customer.",
    ] {
        for ((spec, entity), names) in told(said).iter().zip(slots(&["status", "customer_id"])) {
            assert_eq!(list(spec, entity).filters, names, "{said}");
        }
    }
}

#[test]
fn two_lists_of_one_clause_each_have_what_is_said_of_them() {
    for said in [
        "Filter customers by name and repairs by status.",
        "Customers can be filtered by name, repairs by status.",
    ] {
        for (spec, entity) in told(said) {
            let parent = if entity == "Repair" { "Customer" } else { "Boat" };
            assert_eq!(list(&spec, parent).filters, ["name"], "{said}");
            assert_eq!(list(&spec, entity).filters.len(), 1, "{said}");
        }
    }
    for said in [
        "Sort customers by name and repairs by due date descending.",
        "Customers are sorted by name, repairs by due date descending.",
        "Customers are sorted by name and repairs by due date, newest first.",
    ] {
        for ((spec, entity), order) in told(said).iter().zip(slots(&["-due_date"])) {
            let parent = if *entity == "Repair" { "Customer" } else { "Boat" };
            assert_eq!(list(spec, parent).sort, ["name"], "{said}");
            assert_eq!(list(spec, entity).sort, order, "{said}");
        }
    }
}

#[test]
fn a_search_looks_in_the_fields_that_it_names() {
    for said in [
        "Full-text search over title and description of repairs.",
        "Full text search for repairs in title and description.",
        "Free text search in repairs (title, description).",
        "Search repairs (title, description).",
        "The repair list needs a search box for title and description.",
        "The repairs list can be searched by title and description.",
        "search in repairs: title, description",
    ] {
        for ((spec, entity), names) in told(said).iter().zip(slots(&["title", "description"])) {
            assert_eq!(list(spec, entity).search, names, "{said}");
        }
    }
    for said in [
        "Find repairs whose title contains a given text.",
        "Find all repairs where the title contains a search term.",
        "Search repairs by title (partial match).",
        "Search repairs by title, case-insensitive.",
        "Search repairs by title, case does not matter.",
    ] {
        for ((spec, entity), names) in told(said).iter().zip(slots(&["title"])) {
            assert_eq!(list(spec, entity).search, names, "{said}");
        }
    }
}

#[test]
fn an_order_may_name_its_direction_before_or_behind_its_field() {
    for (said, order) in [
        ("The repairs list is sorted by due date.", "due_date"),
        ("Repairs are sorted by due date by default.", "due_date"),
        ("Default sorting of repairs: due date.", "due_date"),
        ("Default order of repairs is by due date.", "due_date"),
        ("Sort order for repairs: due date.", "due_date"),
        ("Repairs are returned in order of their due date.", "due_date"),
        ("List repairs with the earliest due date on top.", "due_date"),
        ("List repairs (earliest due date first).", "due_date"),
        ("Repairs sorted ascending by due date.", "due_date"),
        ("Repairs sorted descending by due date.", "-due_date"),
        ("Repairs sorted by due date, descending.", "-due_date"),
        ("Repairs by due date, newest first.", "-due_date"),
        ("The repairs should be sorted in descending order of due date.", "-due_date"),
        ("Repairs sorted from highest to lowest price.", "-price"),
        ("List repairs, highest price first.", "-price"),
        ("The repairs with the lowest price come first.", "price"),
        ("The repair list shows the highest price first.", "-price"),
        ("Sort repairs alphabetically by title.", "title"),
        ("Repairs in alphabetical order of title.", "title"),
    ] {
        for ((spec, entity), names) in told(said).iter().zip(slots(&[order])) {
            assert_eq!(list(spec, entity).sort, names, "{said}");
        }
    }
    for said in [
        "Sort repairs by due date, then price.",
        "Sort repairs by due date and then by price.",
        "Repairs can be sorted by due date or by price.",
        "Sorting of repairs by due date and price.",
    ] {
        for ((spec, entity), names) in told(said).iter().zip(slots(&["due_date", "price"])) {
            assert_eq!(list(spec, entity).sort, names, "{said}");
        }
    }
    for said in [
        "The newest repairs come first.",
        "The newest repairs should be on top.",
        "List repairs (newest first).",
        "The list of repairs shows the newest first.",
        "The repairs list shows the newest ones at the top.",
        "Repairs in reverse chronological order.",
        "When I list repairs, the newest come first.",
        "Newest first when listing repairs.",
    ] {
        for (spec, entity) in told(said) {
            let sort = &list(&spec, entity).sort;
            assert!(matches!(sort.as_slice(), [one] if one.starts_with('-')), "{said} {sort:?}");
        }
    }
}

#[test]
fn what_a_clause_says_besides_is_asked_about() {
    let spec = read(&format!(
        "{GARAGE} The repairs list should support filtering by status and by the phase of the moon."
    ));
    assert!(!spec.open_questions.is_empty());
    let spec = read(&format!("{GARAGE} Filter repairs by customer and by nothing else."));
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn what_whoever_asks_gives_is_a_filter_in_everyday_words() {
    for said in [
        "Users can narrow repairs down by status.",
        "I want to see only the repairs of a given status.",
        "When I list repairs I want to restrict them to one status.",
        "Repairs with a given status can be requested.",
        "One should be able to pick a status and see the matching repairs.",
        "Let people choose a status to see only those repairs.",
        "Return the repairs whose status matches a parameter.",
        "A filter on status is needed for the repair list.",
        "Optional query parameter status on the repair list.",
        "Allow the list of repairs to be filtered by status.",
        "Get all repairs, optionally filtered by status.",
    ] {
        for ((spec, entity), fields) in told(said).iter().zip(slots(&["status"])) {
            assert_eq!(list(spec, entity).filters, fields, "{said}");
        }
    }
    for said in [
        "All repairs in a given month can be listed.",
        "Repairs can be queried for a date range.",
        "The list of repairs can be limited to a period of time.",
        "Limit the repairs to a date range.",
        "Find repairs whose due date lies between two dates.",
        "Search repairs by due date (from/to).",
    ] {
        for ((spec, entity), fields) in told(said).iter().zip(slots(&["due_date"])) {
            let ends = [format!("{}_from", fields[0]), format!("{}_to", fields[0])];
            assert_eq!(list(spec, entity).filters, ends, "{said}");
        }
    }
    for said in [
        "Find repairs that have a word in their title.",
        "The title of repairs is searchable.",
        "The repairs can be searched for by title.",
        "The list of repairs can be searched by title.",
    ] {
        for ((spec, entity), fields) in told(said).iter().zip(slots(&["title"])) {
            let list = list(spec, entity);
            assert_eq!((&list.search, list.sort.is_empty()), (&fields, true), "{said}");
        }
    }
    for said in ["Look repairs up by title.", "I want to look repairs up by title."] {
        let spec = read(&format!("{GARAGE} {said}"));
        assert_eq!(list(&spec, "Repair").search, ["title"], "{said}");
        assert!(spec.open_questions.is_empty(), "{said} {:?}", spec.open_questions);
    }
}

#[test]
fn the_size_of_a_page_is_of_the_list_that_is_named() {
    for said in [
        "The repairs endpoint returns 40 repairs per page.",
        "The repair list shows 40 entries per page.",
        "Repairs come in pages of 40.",
        "Page size for repairs is 40.",
        "Each page of repairs has 40 entries.",
        "Use pages of 40 for repairs.",
        "The repairs are split into pages of 40.",
        "Repairs can be filtered by status. They can be searched by title. There are 40 on a page.",
    ] {
        for (spec, entity) in told(said) {
            let sizes = |op: &Operation| op.page.as_ref().map(|page| page.default);
            assert_eq!(sizes(list(&spec, entity)), Some(40), "{said}");
            let other = if entity == "Repair" { "Customer" } else { "Boat" };
            assert_ne!(sizes(list(&spec, other)), Some(40), "{said}");
        }
    }
    // How many somebody may have at a time is a rule.
    let spec = read("Pupils have a name. Books have a title. Pupils may have 2 books at a time.");
    assert!(spec.operations.iter().all(|op| op.page.as_ref().is_none_or(|page| page.default != 2)));
}
