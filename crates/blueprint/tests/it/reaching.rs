//! What an account may not read, it cannot attach its own records to.

use domain::{project::Part, roles::Blueprints};

use crate::{file, library, spec};

#[test]
fn a_record_is_attached_only_to_what_its_maker_may_read() {
    let routes = file(&spec("boards-api"), "app/routes.py");
    let (_, create) = routes.split_once("def create_list(").unwrap();
    let create = create.split_once("\n\n\n").unwrap().0;
    assert!(create.contains("caller.check_reach("), "{create}");
    assert!(create.contains("models.Board.user_id, body.board_id, \"/board_id\""), "{create}");
    // A part of a record may leave the key as it is.
    let (_, update) = routes.split_once("def update_list(").unwrap();
    assert!(update.split_once("\n\n\n").unwrap().0.contains("body.get(\"board_id\")"), "{update}");
    // Where everybody reads everything there is nothing to hold back.
    assert!(!file(&spec("event-desk-api"), "app/accounts.py").contains("check_reach"));
}

#[test]
fn bodies_of_such_records_point_at_what_their_sender_made() {
    let tree = library().render(&spec("boards-api"), Part::Tests).unwrap();
    let all: String = tree.values().map(|file| file.content.clone()).collect();
    assert!(all.contains("make_board(*maker)"), "{all}");
    let (_, attach) = all.split_once("user_cannot_attach_a_list_to_the_board_of_another").unwrap();
    let attach = attach.split_once("\n\n\n").unwrap().0;
    assert!(attach.contains("list_body(as_other_user, board_id=theirs[\"id\"])), 422"), "{attach}");
}

#[test]
fn what_is_attached_to_a_persons_record_is_that_persons_whoever_attached_it() {
    let mut spec = spec("boards-api");
    let owner = serde_json::json!({ "from": "List", "to": "User", "kind": "many_to_one", "field": "owner_id",
        "required": true, "on_delete": "restrict", "origin": "default" });
    spec.relations.push(serde_json::from_value(owner).unwrap());
    let auth = spec.auth.as_mut().unwrap();
    auth.permissions.retain(|permission| permission.entity.as_deref() != Some("List"));
    let every = ["create", "read", "list", "update", "delete"];
    for more in [
        serde_json::json!({ "effect": "allow", "roles": ["user"], "ops": ["create"], "entity": "List" }),
        serde_json::json!({ "effect": "allow", "roles": ["user"], "ops": &every[1..], "entity": "List",
            "condition": "own" }),
        serde_json::json!({ "effect": "allow", "roles": ["admin"], "ops": every }),
    ] {
        auth.permissions.push(serde_json::from_value(more).unwrap());
    }
    let service = file(&spec, "app/services/lists.py");
    assert!(service.contains("owner_id = _owner_id(session, values[\"board_id\"])"), "{service}");
    assert!(service.contains("list_.owner_id = _owner_id(session, list_.board_id)"), "{service}");
    let tree = library().render(&spec, Part::Tests).unwrap();
    let all: String = tree.values().map(|file| file.content.clone()).collect();
    let (_, test) = all.split_once("list_belongs_to_whom_its_board_belongs_to").unwrap();
    let test = test.split_once("\n\n\n").unwrap().0;
    assert!(test.contains("make_board(as_user)") && test.contains("as_admin.post(\"/lists\""), "{test}");
    assert!(test.contains("[\"owner_id\"] == as_user.id"), "{test}");
    // Where the key says who made it, or the text itself whose it is, whoever makes it owns it.
    spec.relations.last_mut().unwrap().rule = Some("G6.own".to_owned());
    assert!(!file(&spec, "app/services/lists.py").contains("_owner_id"));
    let key = spec.relations.last_mut().unwrap();
    (key.origin, key.rule) = (Some(domain::Origin::Stated), None);
    assert!(!file(&spec, "app/services/lists.py").contains("_owner_id"));
}
