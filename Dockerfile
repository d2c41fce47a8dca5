# syntax=docker/dockerfile:1
# One image for web, worker, beat, incoming mail and the one-shot migration; they differ in their command.

FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt
COPY . .
COPY --from=assets /app/node_modules node_modules
# Else every process would compile them anew: what runs cannot write here.
RUN python -m compileall -q apps config focalpoint
RUN if [ -d locale ]; then pybabel --quiet compile --directory locale --domain django; fi
# The addresses only let the settings load; collecting files connects to nothing.
RUN DJANGO_SETTINGS_MODULE=config.settings.production STATIC_ROOT=/app/staticfiles \
    SECRET_KEY=unused ALLOWED_HOSTS=unused DATABASE_URL=postgresql://unused REDIS_URL=redis://unused \
    EMAIL_URL=dummymail:// python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf node_modules

FROM python:3.12-slim-bookworm
# The fonts of documents on paper, Arabic and Chinese included.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-droid-fallback fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin focalpoint \
    && install --directory --owner=10001 /data/media
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production MEDIA_ROOT=/data/media VAR_DIR=/tmp/focalpoint \
    EVIDENCE_ROOT=/data/media/evidence MAIL_ROOT=/data/media/mail-in
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
