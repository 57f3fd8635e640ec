//! The server stops and starts: with its data, or with those of a backup.

use optimist_core::Failure;

use super::{
    flight::{Ask, Flight},
    network::NOTICED_MS,
    world::World,
};

impl World {
    /// The server stops and starts: what it was doing is cut, what it has done stays.
    pub(super) fn restart(&mut self) {
        self.reached.restart += u64::from(!self.flights.is_empty());
        let bulk = self.flights.values().any(|flight| self.is_of_bulk(flight));
        self.reached.restart_in_bulk += u64::from(bulk);
        let under_way: Vec<u64> = self.flights.keys().copied().collect();
        for n in under_way {
            self.end(n, Err(Failure::network()));
        }
        self.server.start_again();
        self.cut_all_streams();
    }

    /// The server is put back to an earlier state. What it was doing is cut; requests that have not
    /// reached it, and answers and events that have left it, are still on their way.
    pub(super) fn put_back(&mut self, number: usize) {
        let Some(lost) = self.server.put_back(number) else {
            return;
        };
        self.trace
            .note([31, self.server.history as u64, lost as u64], || {
                format!(
                    "the server is put back to {:?}: {lost} writes are lost",
                    self.server.now()
                )
            });
        self.epoch += 1;
        self.reached.put_back += u64::from(lost > 0);
        self.reached.put_back_again += u64::from(lost > 0 && self.epoch > 1);
        if lost > 0 {
            self.reached.put_back_answers += u64::from(self.has_answers_under_way());
            let waits =
                |client: &super::client::Client| client.model.ops.values().any(|op| op.sent);
            self.reached.put_back_pending += u64::from(self.clients.iter().any(waits));
        }
        let begun = self.flights.iter().filter(|(_, flight)| flight.arrived);
        let begun: Vec<u64> = begun.map(|(n, _)| *n).collect();
        for n in begun {
            self.end(n, Err(Failure::network()));
        }
        self.cut_all_streams();
    }

    fn cut_all_streams(&mut self) {
        for client in 0..self.clients.len() {
            self.cut_stream(client, NOTICED_MS);
        }
    }

    /// Does a request carry items of an operation over many?
    fn is_of_bulk(&self, flight: &Flight) -> bool {
        let Ask::Write(operations) = &flight.ask else {
            return false;
        };
        let model = &self.clients[flight.client].model;
        let ops = operations.iter().filter_map(|(key, _)| model.ops.get(key));
        let mut sizes = ops.filter_map(|op| model.items.get(&op.place.0));
        operations.len() > 1 && sizes.any(|items| items.list.len() > 1)
    }
}
