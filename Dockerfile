FROM docker.io/library/golang:1.26.8 AS build
WORKDIR /src

# The modules first: their layer stays good until go.mod or go.sum changes.
COPY go.mod go.sum ./
RUN go mod download

COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/kiosk ./cmd/kiosk

# Inside a folder that is copied whole, the empty ones keep their mode.
RUN mkdir -p -m 0700 /out/volume/keys /out/volume/announcements /out/volume/cache


FROM scratch
COPY --from=build /out/kiosk /kiosk

# New volumes take their owner and mode from here. The host key is made in one;
# the others, beside it, are for announcements and for the texts of PDFs, where there
# are volumes for them.
COPY --from=build --chown=65532:65532 /out/volume/ /
VOLUME /keys
ENV KIOSK_KEYS=/keys KIOSK_CACHE=/cache

USER 65532:65532
EXPOSE 2222
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=5s --retries=3 CMD ["/kiosk", "healthcheck"]
ENTRYPOINT ["/kiosk"]
