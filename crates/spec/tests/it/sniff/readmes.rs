//! Descriptions of an API as READMEs write them.

use super::{check, sniff};

#[test]
fn routes_stand_in_tables_in_marks_and_behind_their_path() {
    check(
        "#### REST API

List of Events routes:

| Route | HTTP | Description |
|-------|------|-------------|
| ```/events``` | GET | Get all events data |
| ```/events/:id``` | GET | Get one event data |

| Method | Endpoint | Description |
|---|---|---|
| GET | `/rooms` | List rooms |
| **POST** | /rooms/{id}/close | Closes a room |

- **GET** `/guests` - list guests
- `POST` `/guests`: create a guest
- DELETE: /guests/{id}
",
        "
        GET /rooms: list listRooms Room
        POST /rooms/{id}/close: action closeRoom Room
        GET /guests: list listGuests Guest
        POST /guests: create createGuest Guest
        DELETE /guests/{id}: delete deleteGuest Guest
        GET /events: list listEvents Event
        GET /events/{id}: read readEvent Event
        ",
    );
}

#[test]
fn a_sample_or_a_table_under_a_route_describes_the_routes_entity() {
    check(
        "### Get All Rooms

```bash
curl -X GET 'http://localhost:5000/api/rooms'
```

**Response** (200 OK)
```json
[{\"idRoom\": 1, \"roomNumber\": \"101\", \"price\": 100.5}]
```

### Create a guest
```http
POST /api/guests
```

| Field | Type | Required |
|---|---|---|
| nickName | string | Yes |
| room_id | number | No |

```json
{\"error\": \"full\"}
```
",
        "
        Room
        room_number: string required
        price: decimal required >=0 step=0.01
        Guest
        nick_name: string required
        Guest -> Room room_id many_to_one
        GET /rooms: list listRooms Room
        POST /guests: create createGuest Guest
        ? missing!: {\"error\": \"full\"}
        ",
    );
}

#[test]
fn who_may_call_a_route_of_a_table_is_left_to_be_read() {
    let text =
        "| Method | Path | Notes |\n|---|---|---|\n| DELETE | /books/{id} | only admins may delete books |\n";
    let sniffed = sniff(text, 0, None);
    let note = text.find("only").unwrap();
    assert!(sniffed.covered.iter().all(|(span, _)| span.end <= note || span.start > note));
}

#[test]
fn a_pasted_call_with_a_body_creates() {
    check(
        "curl http://localhost:8000/books \\\n  -H 'Content-Type: application/json' \\\n  -d 'title=Dune'\ncurl http://localhost:8000/books/42",
        "
        POST /books: create createBook Book
        GET /books/{id}: read readBook Book
        ",
    );
}
