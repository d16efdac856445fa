using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Sqlite.Steps
{
    /// <inheritdoc />
    public partial class OpenIdProviders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "provider_id",
                table: "sign_ins",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "open_id_providers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    issuer = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    sealed_secret = table.Column<byte[]>(type: "BLOB", nullable: true),
                    verifies_addresses = table.Column<bool>(type: "INTEGER", nullable: false),
                    domains = table.Column<string>(type: "TEXT", nullable: false),
                    new_accounts = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    disabled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_id_providers", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sign_ins_provider_id",
                table: "sign_ins",
                column: "provider_id");

            migrationBuilder.CreateIndex(
                name: "ix_open_id_providers_key",
                table: "open_id_providers",
                column: "key",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_sign_ins_open_id_providers_provider_id",
                table: "sign_ins",
                column: "provider_id",
                principalTable: "open_id_providers",
                principalColumn: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_sign_ins_open_id_providers_provider_id",
                table: "sign_ins");

            migrationBuilder.DropTable(
                name: "open_id_providers");

            migrationBuilder.DropIndex(
                name: "ix_sign_ins_provider_id",
                table: "sign_ins");

            migrationBuilder.DropColumn(
                name: "provider_id",
                table: "sign_ins");
        }
    }
}
