#pragma once
#include <nats/nats.h>

// Configurations hold borrowed strings; these fill them for the length of one call, so that no pointer outlives it.

typedef struct {
    int64_t max_messages;
    int64_t max_bytes;
    int64_t max_age_ns;
    int64_t duplicates_ns;
    int64_t replicas;
    int32_t max_message_bytes;
} burhan_stream_limits;

static inline natsStatus burhan_put_stream(
    jsCtx *jet_stream, const char *name, const char *subject, burhan_stream_limits limits, bool is_work_queue, bool is_update, jsErrCode *code) {
    jsStreamConfig configuration;
    natsStatus status = jsStreamConfig_Init(&configuration);
    if (status != NATS_OK) return status;
    const char *subjects[1] = {subject};
    configuration.Name = name;
    configuration.Subjects = subjects;
    configuration.SubjectsLen = 1;
    configuration.Storage = js_FileStorage;
    configuration.Replicas = limits.replicas;
    configuration.MaxMsgs = limits.max_messages;
    configuration.MaxBytes = limits.max_bytes;
    configuration.MaxAge = limits.max_age_ns;
    configuration.MaxMsgSize = limits.max_message_bytes;
    configuration.Duplicates = limits.duplicates_ns;
    configuration.AllowDirect = true;
    if (is_work_queue) {
        configuration.Retention = js_WorkQueuePolicy;
        configuration.Discard = js_DiscardNew;
        configuration.MaxMsgsPerSubject = 1;
        configuration.DiscardNewPerSubject = true;
    }
    return is_update ? js_UpdateStream(NULL, jet_stream, &configuration, NULL, code)
                     : js_AddStream(NULL, jet_stream, &configuration, NULL, code);
}

static inline natsStatus burhan_put_consumer(
    jsCtx *jet_stream, const char *stream, const char *name, int64_t ack_wait_ns, int64_t max_ack_pending, bool is_update, jsErrCode *code) {
    jsConsumerConfig configuration;
    natsStatus status = jsConsumerConfig_Init(&configuration);
    if (status != NATS_OK) return status;
    configuration.Durable = name;
    configuration.DeliverPolicy = js_DeliverAll;
    configuration.AckPolicy = js_AckExplicit;
    configuration.AckWait = ack_wait_ns;
    configuration.MaxDeliver = -1;
    configuration.MaxAckPending = max_ack_pending;
    return is_update ? js_UpdateConsumer(NULL, jet_stream, stream, &configuration, NULL, code)
                     : js_AddConsumer(NULL, jet_stream, stream, &configuration, NULL, code);
}

static inline natsStatus burhan_pull(
    natsSubscription **subscription, jsCtx *jet_stream, const char *stream, const char *consumer, const char *subject, jsErrCode *code) {
    jsSubOptions options;
    natsStatus status = jsSubOptions_Init(&options);
    if (status != NATS_OK) return status;
    options.Stream = stream;
    options.Consumer = consumer;
    return js_PullSubscribe(subscription, jet_stream, subject, consumer, NULL, &options, code);
}

static inline natsStatus burhan_publish(
    jsPubAck **acknowledgement, jsCtx *jet_stream, const char *subject, const void *bytes, int count, const char *message_id,
    const char *stream, int64_t wait_ms, jsErrCode *code) {
    jsPubOptions options;
    natsStatus status = jsPubOptions_Init(&options);
    if (status != NATS_OK) return status;
    options.MsgId = message_id;
    options.ExpectStream = stream;
    options.MaxWait = wait_ms;
    return js_Publish(acknowledgement, jet_stream, subject, bytes, count, &options, code);
}

/// The first message at or after a sequence number.
static inline natsStatus burhan_next_message(
    natsMsg **message, jsCtx *jet_stream, const char *stream, const char *subject, uint64_t sequence) {
    jsDirectGetMsgOptions options;
    natsStatus status = jsDirectGetMsgOptions_Init(&options);
    if (status != NATS_OK) return status;
    options.Sequence = sequence;
    options.NextBySubject = subject;
    return js_DirectGetMsg(message, jet_stream, stream, NULL, &options);
}

static inline natsStatus burhan_jet_stream(jsCtx **jet_stream, natsConnection *connection, int64_t wait_ms) {
    jsOptions options;
    natsStatus status = jsOptions_Init(&options);
    if (status != NATS_OK) return status;
    options.Wait = wait_ms;
    return natsConnection_JetStream(jet_stream, connection, &options);
}
