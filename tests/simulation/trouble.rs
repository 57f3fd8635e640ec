//! What goes wrong: at a client, at the server, or between them.

use optimist_core::Input;

use super::{
    bytes::Bytes,
    model::StorageState,
    swarm::{Trouble, wrong},
    world::World,
};

impl World {
    pub(super) fn trouble(&mut self, number: usize, bytes: &mut Bytes<'_>) -> Result<(), String> {
        let trouble = bytes.of(&self.mix.troubles);
        self.trace.note([24, number as u64, trouble as u64], || {
            format!("trouble of {number}: {trouble:?}")
        });
        match trouble {
            Trouble::Reload => return self.reload(number),
            Trouble::RestartServer => self.restart(),
            Trouble::Clog if self.clogged.is_none() => self.clogged = Some(Vec::new()),
            Trouble::Clog | Trouble::Release => self.release(),
            Trouble::Offline => {
                let offline = !self.clients[number].offline;
                let told = bytes.one_in(2);
                let after_ms = bytes.of(&[10, 4_000, 30_000]);
                return self.set_offline(number, offline, told, after_ms);
            }
            Trouble::SignIn => return self.sign_in(number),
            Trouble::Focus => return self.input(number, Input::Focused),
            Trouble::Optimism => {
                let client = &mut self.clients[number];
                client.model.optimism = !client.model.optimism;
                client.engine.set_optimism(client.model.optimism);
                return self.drain(number);
            }
            Trouble::Invalidate => {
                let now = self.moment();
                let client = &mut self.clients[number];
                let lists = client.model.lists.len();
                let query = client.model.lists[bytes.below(lists)].key.clone();
                client.engine.invalidate(now, &query);
                return self.drain(number);
            }
            Trouble::CutStream => self.cut_stream(number, bytes.of(&[10, 30_000])),
            Trouble::OpenOther => {
                if self.clients[number].model.lists.len() == 1 {
                    let course = 1 - self.mix.clients[number].courses[0];
                    let under_way = !self.clients[number].model.ops.is_empty();
                    self.reached.opened_later += u64::from(under_way);
                    self.look_at(number, course);
                    return self.drain(number);
                }
            }
            Trouble::BreakStorage => return self.break_storage(number),
            Trouble::Hide => {
                let visible = !self.clients[number].visible;
                return self.set_visible(number, visible);
            }
            Trouble::Clock => self.clients[number].clock = wrong(bytes),
            Trouble::ServerClock => {
                let clock = wrong(bytes);
                let jumps = clock != self.server_clock;
                let waits = self
                    .clients
                    .iter()
                    .any(|client| client.model.ops.values().any(|op| op.done.is_none()));
                self.reached.server_clock_jumped += u64::from(jumps && waits);
                self.server_clock = clock;
            }
            Trouble::BackUp => self.reached.backed_up += u64::from(self.server.back_up()),
            Trouble::PutBack => self.put_back(bytes.below(4)),
            Trouble::Proxy => self.set_proxied(!self.proxied),
            Trouble::BlockStream => {
                let blocked = !self.clients[number].stream.blocked;
                self.block_stream(number, blocked);
            }
        }
        Ok(())
    }

    /// Something begins or ceases to answer in the place of the server.
    pub(super) fn set_proxied(&mut self, proxied: bool) {
        if std::mem::replace(&mut self.proxied, proxied) == proxied {
            return;
        }
        if proxied {
            for client in 0..self.clients.len() {
                self.cut_stream(client, super::network::NOTICED_MS);
            }
            self.failed_before_proxy = self.reached.failed;
        } else {
            // A page that found the server out of reach, by nothing but what answered instead.
            let found = |client: &super::client::Client| {
                !client.engine.reachable() && client.engine.online()
            };
            let waited = self
                .clients
                .iter()
                .any(|client| found(client) && client.engine.pending() > 0);
            let none = self.reached.failed == self.failed_before_proxy;
            self.reached.proxy_outage += u64::from(waited && none);
        }
    }

    pub(super) fn set_visible(&mut self, number: usize, visible: bool) -> Result<(), String> {
        self.clients[number].visible = visible;
        let hidden_without =
            !visible && !self.clients[number].stream.open && !self.clients[number].model.live.open;
        self.reached.hidden_without_stream += u64::from(hidden_without);
        self.input(number, Input::Visible(visible))
    }

    pub(super) fn set_offline(
        &mut self,
        number: usize,
        offline: bool,
        told: bool,
        after_ms: u64,
    ) -> Result<(), String> {
        self.clients[number].offline = offline;
        if offline {
            self.cut_stream(number, after_ms);
        }
        if told {
            self.input(number, Input::Hint { online: !offline })
        } else {
            Ok(())
        }
    }

    pub(super) fn sign_in(&mut self, number: usize) -> Result<(), String> {
        self.clients[number].signed_out = false;
        self.input(number, Input::SignedIn)
    }

    /// Does a client have a storage that it cannot reach?
    pub(super) fn lacks_storage(&self, number: usize) -> bool {
        self.clients[number].model.storage == StorageState::Failed
    }
}
