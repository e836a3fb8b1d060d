//! The network of a box is its own loopback.

use std::net::{TcpListener, TcpStream};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

use crate::support::{Who, each, python, start};

#[test]
fn nothing_outside_can_be_reached() {
    let host = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = host.local_addr().unwrap().port();
    let name = format!("quantumlayer-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let _abstract = UnixListener::bind_addr(&address).unwrap();
    // Controls: from here both answer.
    TcpStream::connect(("127.0.0.1", port)).unwrap();
    UnixStream::connect_addr(&address).unwrap();
    let code = format!(
        "import socket,errno,time\n\
         def go(kind,*to):\n\
         \ts=socket.socket(*kind);s.settimeout(3)\n\
         \ttry:\n\t\ts.connect(*to);s.send(b'x');print('REACHED',to)\n\
         \texcept OSError as e:\n\t\tprint(errno.errorcode.get(e.errno,e))\n\
         I,S,D=socket.AF_INET,socket.SOCK_STREAM,socket.SOCK_DGRAM\n\
         go((I,S),('1.1.1.1',80))\ngo((I,S),('169.254.169.254',80))\ngo((I,D),('8.8.8.8',53))\n\
         go((socket.AF_INET6,S),('2606:4700::1111',80))\n\
         go((I,S),('127.0.0.1',{port}))\ngo((socket.AF_UNIX,S),'\\0{name}')\n\
         begun=time.time()\n\
         try:\n\tsocket.getaddrinfo('example.com',80);print('RESOLVED')\nexcept OSError:\n\tprint('unknown')\n\
         print(time.time()-begun<2)"
    );
    each(&python(&code), |seen| {
        assert_eq!(
            seen.stdout,
            "ENETUNREACH\nENETUNREACH\nENETUNREACH\nENETUNREACH\nECONNREFUSED\nECONNREFUSED\nunknown\nTrue\n",
            "{seen:?}"
        );
    });
}

#[test]
fn its_own_loopback_works_and_two_boxes_may_use_the_same_port() {
    let code = "import socket,threading\n\
        s=socket.create_server(('127.0.0.1',8080))\n\
        print('bound',flush=True)\ninput()\n\
        t=threading.Thread(target=lambda:s.accept()[0].sendall(b'hello'));t.start()\n\
        print(socket.create_connection(('127.0.0.1',8080)).recv(9).decode(),socket.gethostbyname('localhost'))";
    let mut asked = python(&code.replace("input()\n", "import time;time.sleep(0.2)\n"));
    asked.texts.push(("/etc/hosts".into(), "127.0.0.1 localhost\n".into()));
    let mut both = [start(Who::Me, &asked).unwrap(), start(Who::Me, &asked).unwrap()];
    for running in &mut both {
        let mut text = Vec::new();
        while let Some(event) = running.next_event().unwrap() {
            if let jail::Event::Stdout(bytes) = event {
                text.extend(bytes);
            }
        }
        assert_eq!(String::from_utf8(text).unwrap(), "bound\nhello 127.0.0.1\n");
    }
}

#[test]
fn an_installation_has_the_hosts_network_and_still_nothing_else() {
    let host = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = host.local_addr().unwrap().port();
    let name = format!("quantumlayer-install-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let _abstract = UnixListener::bind_addr(&address).unwrap();
    let mut asked = python(&format!(
        "import socket,os,errno\n\
         socket.create_connection(('127.0.0.1',{port}));print('network')\n\
         try:\n\tsocket.socket(socket.AF_UNIX).connect('\\0{name}');print('ABSTRACT')\n\
         except OSError as e:\n\tprint(errno.errorcode[e.errno])\n\
         print(os.path.exists('/etc/shadow'),len([p for p in os.listdir('/proc') if p.isdigit()]))\n\
         try:\n\tsocket.socket(socket.AF_NETLINK,socket.SOCK_RAW,0);print('NETLINK')\nexcept OSError:\n\tprint('no netlink')"
    ));
    asked.network = jail::Network::Host;
    each(&asked, |seen| {
        assert_eq!(seen.stdout, "network\nEPERM\nFalse 2\nno netlink\n", "{seen:?}");
        assert!(!seen.ending.enforced.contains(&"network".to_owned()));
    });
}
