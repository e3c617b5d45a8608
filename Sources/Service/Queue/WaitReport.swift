import Rules

/// Why a job waits and for how long, as answers show it.
public struct WaitReport: Sendable, Equatable {
    public var forecast: QueueForecast
    /// Expected milliseconds to the start, and the range that held nine in ten of the waits foretold lately.
    public var milliseconds: Int
    public var range: ClosedRange<Int>

    public init(forecast: QueueForecast, milliseconds: Int, range: ClosedRange<Int>) {
        self.forecast = forecast
        self.milliseconds = milliseconds
        self.range = range
    }

    /// The members of a job that tell of it.
    public var members: [JSONMember] {
        let place = forecast.place
        var waiting = [
            JSONMember("own_jobs_ahead", .integer(place.ownAhead)), JSONMember("other_jobs_ahead", .integer(place.othersAhead)),
            JSONMember("other_tenants_waiting", .integer(place.otherTenants)), JSONMember("running", .integer(forecast.running)),
            JSONMember("provers", .integer(forecast.provers)), JSONMember("own_running", .integer(place.running)),
        ]
        if let ceiling = place.ceiling { waiting.append(JSONMember("own_running_limit", .integer(ceiling))) }
        waiting.append(JSONMember("reason", .string(reason)))
        var members = [JSONMember("queue_position", .integer(place.position))]
        if forecast.provers > 0 {
            members += [
                JSONMember("estimated_wait_ms", .integer(milliseconds)),
                JSONMember("estimated_wait_range_ms", .array([.integer(range.lowerBound), .integer(range.upperBound)])),
            ]
        }
        return members + [JSONMember("waiting", .object(waiting))]
    }

    /// One sentence.
    private var reason: String {
        let place = forecast.place
        if forecast.provers == 0 { return "No worker is there; the job starts when one has come." }
        if let ceiling = place.ceiling, place.running >= ceiling {
            return "The tenant has \(place.running) of \(ceiling) proofs under way that it may have at once."
        }
        if place.ownAhead + place.othersAhead > 0 {
            let own = "\(place.ownAhead) of the tenant's own jobs"
            guard place.othersAhead > 0 else { return "\(own) start before this one." }
            return "\(own) and \(place.othersAhead) of \(place.otherTenants) other tenants start before this one."
        }
        return forecast.running >= forecast.provers
            ? "All \(forecast.provers) provers are busy; this job is next." : "It is about to start."
    }
}
